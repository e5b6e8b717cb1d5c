import {
  ProviderKeyError,
  ProviderResponseError,
  ProviderSilentError,
  ProviderUnreachableError,
} from '../dashscope/errors.ts';
import type { Task } from '../dashscope/tasks.ts';
import type { Change } from '../jobs/advance.ts';
import type { JobRecord, ProviderFacts, Verdict } from '../jobs/job-record.ts';
import { cutQueryStrings } from '../runtime/redaction.ts';
import { taskErrorOf } from './task-error.ts';
import { timeoutError } from './timeout-error.ts';
import type { VideoWork } from './workflow.ts';

/** The task as the provider shows it, `undefined` when it could not be asked. */
export async function readTask(work: VideoWork, taskId: string): Promise<Task | undefined> {
  try {
    return await work.tasks.read(taskId);
  } catch (error) {
    if (!isProviderTrouble(error)) throw error;
    work.logger.error('task.poll.failed', error, { task_id: taskId });
    return undefined;
  }
}

/** The provider could not be asked, or did not answer as it should. */
export function isProviderTrouble(error: unknown): boolean {
  return (
    error instanceof ProviderKeyError ||
    error instanceof ProviderResponseError ||
    error instanceof ProviderSilentError ||
    error instanceof ProviderUnreachableError
  );
}

/** What a poll means for the record. */
export function changeOf(task: Task | undefined, record: JobRecord, now: Date): Change {
  const status = task?.output.task_status;
  if (!task || !status || status === 'UNKNOWN')
    return { type: 'observe', facts: {}, running: false };
  const facts = factsOf(task);
  const startedAt = startOf(task, record);
  if (status === 'SUCCEEDED') return { type: 'render', facts, startedAt };
  if (status === 'FAILED') {
    return { type: 'decide', verdict: { status: 'failed', error: taskErrorOf(task) }, facts };
  }
  if (status === 'CANCELED') {
    return { type: 'decide', verdict: verdictOfCancel(record, now), facts };
  }
  return { type: 'observe', facts, running: status === 'RUNNING', startedAt };
}

/** After the deadline it was GiveUpWaiting that cancelled, if need be one that died before it could say so. */
function verdictOfCancel(record: JobRecord, now: Date): Verdict {
  const isOurs = record.cancel_requested_at === null && now >= new Date(record.deadline_at);
  if (!isOurs) return { status: 'cancelled', error: null };
  return { status: 'timed_out', error: timeoutError(false) };
}

/**
 * When the render began. The provider's times have no zone (dashscope-api §4.3, trap 7), so only what lies between them counts.
 */
function startOf({ output }: Task, { submitted_at }: JobRecord): string | undefined {
  const queued = epochOf(output.scheduled_time) - epochOf(output.submit_time);
  if (submitted_at === null || !(queued >= 0)) return undefined;
  return new Date(new Date(submitted_at).getTime() + queued).toISOString();
}

const epochOf = (time: string | null | undefined) => Date.parse(`${time?.replace(' ', 'T')}Z`);

function factsOf({ output, usage }: Task): Partial<ProviderFacts> {
  return {
    task_status: output.task_status,
    ...(output.actual_prompt && { actual_prompt: cutQueryStrings(output.actual_prompt) }),
    ...(usage && { usage }),
  };
}

/** Asks the provider once to cancel, and writes down what a poll then shows. */
export async function tryCancel(
  work: VideoWork,
  record: JobRecord,
  taskId: string,
): Promise<JobRecord> {
  try {
    await work.tasks.cancel(taskId);
  } catch (error) {
    work.logger.error('task.cancel.failed', error, { id: record.id });
  }
  const news = changeOf(await readTask(work, taskId), record, work.clock.now());
  return work.records.update(record, news);
}
