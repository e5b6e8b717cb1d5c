import type { Clock } from '../route.ts';
import { createLane, type Lane, type Latency } from './lane.ts';
import { type Task, taskLifetime } from './task.ts';

/** Waiting tasks per model; above that a submit is throttled (dashscope-api §2.3). */
const queueLimit = 500;

/** Every task of the account and the queues they wait in; each read settles the queues first. */
export type TaskStore = {
  /** Whether the model's queue takes another task. */
  hasRoom(model: string): boolean;
  accept(task: Task): void;
  cancel(task: Task): boolean;
  /** The task as it is now; `undefined` when there never was one or it has expired. */
  find(id: string): Task | undefined;
  /** The same, but an expired task is found too: a result's address carries an expiry of its own. */
  recall(id: string): Task | undefined;
  /** Tasks that have not expired, newest first. */
  list(): Task[];
  /** Every task since the last reset, expired ones too. */
  all(): Task[];
  reset(): void;
  /** Takes over the tasks of an earlier store. */
  restore(tasks: readonly Task[]): void;
};

export type TaskStoreOptions = {
  readonly clock: Clock;
  readonly latency: Latency;
  readonly slotsOf: (model: string) => number;
};

export function createTaskStore({ clock, latency, slotsOf }: TaskStoreOptions): TaskStore {
  const tasks = new Map<string, Task>();
  const lanes = new Map<string, Lane>();

  const settledLane = (model: string) => {
    const lane = lanes.get(model) ?? createLane(slotsOf(model), latency);
    lanes.set(model, lane);
    lane.settle(clock.now());
    return lane;
  };
  const settleAll = () => {
    for (const model of lanes.keys()) settledLane(model);
  };
  const recall = (id: string) => {
    const task = tasks.get(id);
    if (task !== undefined) settledLane(task.model);
    return task;
  };
  const isKept = (task: Task) =>
    task.endedAt === undefined || clock.now() < task.endedAt + taskLifetime;

  return {
    hasRoom: (model) => settledLane(model).pending.length < queueLimit,
    accept: (task) => {
      tasks.set(task.id, task);
      settledLane(task.model).accept(task);
    },
    cancel: (task) => settledLane(task.model).cancel(task, clock.now()),
    find: (id) => {
      const task = recall(id);
      return task !== undefined && isKept(task) ? task : undefined;
    },
    recall,
    list: () => {
      settleAll();
      return [...tasks.values()].filter(isKept).reverse();
    },
    all: () => {
      settleAll();
      return [...tasks.values()];
    },
    reset: () => {
      tasks.clear();
      lanes.clear();
    },
    restore: (earlier) => {
      for (const task of earlier) tasks.set(task.id, task);
      for (const model of new Set(earlier.map((task) => task.model))) {
        const lane = createLane(slotsOf(model), latency);
        lane.restore(earlier.filter((task) => task.model === model).map(endUnread));
        lanes.set(model, lane);
      }
    },
  };
}

/** The address of a medium that was still being read is gone with its process. */
function endUnread(task: Task): Task {
  if (task.work.kind !== 'inspecting') return task;
  const failure = { code: 'InternalError.Algo', message: 'inference internal error.' };
  task.work = { kind: 'fail', failure, early: true };
  return task;
}
