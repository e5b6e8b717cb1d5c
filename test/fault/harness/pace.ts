import type { Task } from '../../../infra/local/dashscope/tasks/task.ts';
import type { JobRecord } from '../../../shared/jobs/job-record.ts';
import type { Evidence } from './evidence.ts';
import type { Platform } from './platform.ts';

/** How one job was followed; times in seconds, the queue ends where the provider begins to render. */
export type Pace = {
  readonly queueSeconds: number;
  readonly renderSeconds: number;
  readonly queuePolls: number;
  readonly renderPolls: number;
  readonly queueTransitions: number;
  readonly renderTransitions: number;
  /** From the end of the render until a poll saw it. */
  readonly lagSeconds: number;
};

export type Poll = { readonly taskId: string; readonly at: number };

/** Notes every poll of PollTask. */
export function notePolls(platform: Platform): readonly Poll[] {
  const polls: Poll[] = [];
  platform.intercept((call, send) => {
    const [, taskId] = /^\/api\/v1\/tasks\/([^/]+)$/.exec(call.target) ?? [];
    if (taskId && call.functionName === 'PollTask') polls.push({ taskId, at: Date.now() });
    return send();
  });
  return polls;
}

export function paceOf(
  platform: Platform,
  { tasks, records }: Evidence,
  polls: readonly Poll[],
): Pace[] {
  const byTask = Map.groupBy(polls, ({ taskId }) => taskId);
  return records.map((record) => {
    const task = tasks.find(({ id }) => id === record.provider.task_id);
    const { submittedAt, scheduledAt = 0, endedAt = 0 } = task ?? missing(record);
    const asked = (byTask.get(record.provider.task_id ?? '') ?? []).map(({ at }) => at);
    const moved = platform.executions.transitionsOf(record.id);
    const isEarly = (at: number) => at < scheduledAt;
    return {
      queueSeconds: (scheduledAt - submittedAt) / 1000,
      renderSeconds: (endedAt - scheduledAt) / 1000,
      queuePolls: asked.filter(isEarly).length,
      renderPolls: asked.filter((at) => !isEarly(at)).length,
      queueTransitions: moved.filter(isEarly).length,
      renderTransitions: moved.filter((at) => !isEarly(at)).length,
      lagSeconds: (noticedAt(record) - endedAt) / 1000,
    };
  });
}

function noticedAt({ timeline }: JobRecord): number {
  const seen = timeline.find(({ event }) => event === 'render');
  return new Date(seen?.at ?? Number.NaN).getTime();
}

function missing({ id }: JobRecord): Task {
  throw new Error(`job ${id} has no task`);
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const index = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

/** `p50 3 p90 5 max 9`. */
export const spreadOf = (values: readonly number[]): string =>
  [50, 90, 100]
    .map((percent) => `${percent === 100 ? 'max' : `p${percent}`} ${percentile(values, percent)}`)
    .join(' ');
