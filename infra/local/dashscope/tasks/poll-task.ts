import { signResultUrl } from '../results/result-url.ts';
import { ProviderError, type Route, type TwinCall } from '../route.ts';
import { findVideoModel } from './models/catalogue.ts';
import { usageOf } from './models/usage.ts';
import { formatProviderTime } from './provider-time.ts';
import { hasFault, type Task, type TaskStatus, taskLifetime } from './task.ts';
import type { TaskContext } from './task-context.ts';

/** Polls, lists and cancels: so many of each a second per account (dashscope-api §8). */
const queriesPerSecond = 20;

type Answer = {
  readonly output: Readonly<Record<string, unknown>>;
  readonly usage?: Readonly<Record<string, unknown>>;
};

type Describe = (task: Task, origin: string) => Answer;

/** `GET /api/v1/tasks/{task_id}`: always 200, whatever became of the task (dashscope-api §4.2). */
export function createPollRoute(context: TaskContext): Route {
  return {
    method: 'GET',
    path: '/api/v1/tasks/:task_id',
    dialect: 'native',
    handle: (call) => {
      throttle(context, 'poll');
      return Response.json({ request_id: call.requestId, ...answerPoll(context, call) });
    },
  };
}

/** @throws ProviderError 429 `Throttling.RateQuota` */
export function throttle({ limiter }: TaskContext, query: 'poll' | 'list' | 'cancel'): void {
  if (limiter.admit(query, queriesPerSecond)) return;
  const message = 'Requests rate limit exceeded, please try again later.';
  throw new ProviderError(429, 'Throttling.RateQuota', message);
}

function answerPoll(context: TaskContext, call: TwinCall): Answer {
  const id = call.parameters.task_id ?? '';
  const task = context.store.find(id);
  if (task === undefined || call.fault('unknown_early')) {
    return { output: { task_id: id, task_status: 'UNKNOWN' } };
  }
  return answers[task.status](task, context.publicUrl ?? call.url.origin);
}

/** Each status with exactly the fields it has on the wire (dashscope-api §4.2, §4.3). */
const answers: Readonly<Record<TaskStatus, Describe>> = {
  PENDING: (task) => ({ output: heading(task) }),
  RUNNING: (task) => ({ output: heading(task) }),
  CANCELED: (task) => ({ output: heading(task) }),
  FAILED: (task) => ({
    output: { ...heading(task), ...(task.work.kind === 'fail' ? task.work.failure : {}) },
  }),
  SUCCEEDED: describeSuccess,
};

function heading({ id, status, submittedAt, scheduledAt, endedAt }: Task) {
  return {
    task_id: id,
    task_status: status,
    submit_time: formatProviderTime(submittedAt),
    ...(scheduledAt === undefined ? {} : { scheduled_time: formatProviderTime(scheduledAt) }),
    ...(endedAt === undefined ? {} : { end_time: formatProviderTime(endedAt) }),
  };
}

function describeSuccess(task: Task, origin: string): Answer {
  const model = findVideoModel(task.model);
  if (model === undefined || task.work.kind !== 'render') return { output: heading(task) };
  const url = resultUrl(task, origin);
  return {
    output: {
      ...heading(task),
      ...(task.prompt === undefined ? {} : { orig_prompt: task.prompt }),
      ...(task.actualPrompt === undefined ? {} : { actual_prompt: task.actualPrompt }),
      ...(model.result === 'video_url' ? { video_url: url } : { results: { video_url: url } }),
    },
    usage: usageOf(model.usage, {
      ...task.work.plan,
      fps: model.fps,
      numbersAsText: hasFault(task, 'usage_strings'),
    }),
  };
}

function resultUrl(task: Task, origin: string): string {
  const expiresAt = (task.endedAt ?? task.submittedAt) + taskLifetime;
  const url = signResultUrl(origin, task, expiresAt);
  return hasFault(task, 'result_http') ? url.replace(/^https:/, 'http:') : url;
}
