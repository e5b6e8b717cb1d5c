import type { Task } from './tasks/task.ts';

/** What of a twin outlives its process: its tasks, and the time that tests have added. Plain JSON. */
export type TwinState = { readonly advancedSeconds: number; readonly tasks: readonly Task[] };
