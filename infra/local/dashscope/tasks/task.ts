import type { FaultRule, FaultTarget } from '../faults/fault-rule.ts';
import type { Fault } from '../route.ts';

export type TaskStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

/** The video a task renders, known once its media have been read. */
export type RenderPlan = {
  readonly width: number;
  readonly height: number;
  readonly tier: number;
  readonly ratio: string;
  /** Seconds of video made. */
  readonly outputSeconds: number;
  /** Seconds of the caller's video that are billed beside it. */
  readonly inputSeconds: number;
  readonly colour: string;
  readonly sound: boolean;
};

/** Why a task ends FAILED; a missing code is left out of the answer. */
type TaskFailure = { readonly code?: string; readonly message?: string };

/** What the task turns out to be: unknown while its media are still read. */
export type TaskWork =
  | { readonly kind: 'inspecting' }
  | { readonly kind: 'render'; readonly plan: RenderPlan }
  | { readonly kind: 'fail'; readonly failure: TaskFailure; readonly early: boolean };

/** One task, times in epoch milliseconds. Plain data, so that it can be kept in a file. */
export type Task = {
  readonly id: string;
  /** Request id of the submit, as the list shows it. */
  readonly requestId: string;
  readonly model: string;
  readonly keyName: string;
  readonly submit: FaultTarget;
  readonly prompt?: string;
  readonly actualPrompt?: string;
  readonly submittedAt: number;
  /** Not started before, however many slots are free. */
  readonly readyAt: number;
  /** Faults settled at the submit. */
  readonly faults: readonly Fault[];
  /** Faults that later calls about this task meet. */
  readonly rules: readonly FaultRule[];
  work: TaskWork;
  status: TaskStatus;
  scheduledAt?: number;
  endedAt?: number;
  resultFetched: boolean;
};

/** How long a task, its result and its row in the list can be asked for after its end (dashscope-api §4.3). */
export const taskLifetime = 24 * 3600 * 1000;

export function hasFault(task: Task, kind: string): boolean {
  return task.faults.some((fault) => fault.kind === kind);
}

/** Seconds the provider bills: nothing before success (dashscope-api §4.4). */
export function billedSeconds(task: Task): number {
  if (task.status !== 'SUCCEEDED' || task.work.kind !== 'render') return 0;
  return task.work.plan.inputSeconds + task.work.plan.outputSeconds;
}
