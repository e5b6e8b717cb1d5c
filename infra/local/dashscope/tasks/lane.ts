import { hasFault, type Task } from './task.ts';

/** How long a task runs, milliseconds; infinite while that is not known. */
export type Latency = (task: Task) => number;

/**
 * The queue of one model: so many slots, the rest PENDING in order of arrival. State is computed up to a moment when
 * somebody asks; nothing runs in between, so a thousand tasks cost nothing and a virtual clock works.
 */
export type Lane = {
  readonly pending: readonly Task[];
  accept(task: Task): void;
  /** Goes on with the tasks of an earlier lane, oldest first. */
  restore(tasks: readonly Task[]): void;
  /** Starts and ends what had to start and end until `now`. */
  settle(now: number): void;
  /** Takes a task out of the queue; `false` when it is not PENDING. */
  cancel(task: Task, now: number): boolean;
};

export function createLane(slots: number, latency: Latency): Lane {
  let pending: Task[] = [];
  let running: Task[] = [];
  let settledAt = Number.NEGATIVE_INFINITY;

  const endOf = (task: Task) => (task.scheduledAt ?? 0) + latency(task);

  /** A task that never ends keeps no slot: a few of them would stop every other test of the model. */
  const start = (task: Task, at: number) => {
    task.status = 'RUNNING';
    task.scheduledAt = at;
    if (!hasFault(task, 'never_ends')) running.push(task);
  };

  const fillSlots = (at: number) => {
    const waiting = pending;
    pending = [];
    for (const task of waiting) {
      const free = running.length < slots || hasFault(task, 'never_ends');
      if (free && task.readyAt <= at) start(task, at);
      else pending.push(task);
    }
  };

  const end = (at: number) => {
    for (const task of running.filter((candidate) => endOf(candidate) <= at)) {
      task.status = task.work.kind === 'fail' ? 'FAILED' : 'SUCCEEDED';
      task.endedAt = at;
    }
    running = running.filter((task) => task.status === 'RUNNING');
  };

  /** A task whose media came late ends no earlier than what was settled already. */
  const nextMoment = () =>
    Math.min(
      ...running.map((task) => Math.max(endOf(task), settledAt)),
      ...pending.map((task) => task.readyAt).filter((readyAt) => readyAt > settledAt),
    );

  const settle = (now: number) => {
    for (let moment = nextMoment(); moment <= now; moment = nextMoment()) {
      settledAt = moment;
      end(moment);
      fillSlots(moment);
    }
    settledAt = Math.max(settledAt, now);
  };

  return {
    get pending() {
      return pending;
    },
    accept: (task) => {
      pending.push(task);
      fillSlots(settledAt);
    },
    restore: (tasks) => {
      running = tasks.filter((task) => task.status === 'RUNNING' && !hasFault(task, 'never_ends'));
      pending = tasks.filter((task) => task.status === 'PENDING');
    },
    settle,
    cancel: (task, now) => {
      if (task.status !== 'PENDING') return false;
      pending = pending.filter((candidate) => candidate !== task);
      task.status = 'CANCELED';
      task.endedAt = now;
      return true;
    },
  };
}
