import type { Task } from '../dashscope/tasks.ts';
import { tryToAnnounce } from '../events/announce.ts';
import type { Change } from '../jobs/advance.ts';
import { taskLifeSeconds } from '../jobs/continuation.ts';
import { jobError } from '../jobs/job-error.ts';
import { isAnnounced, type JobRecord } from '../jobs/job-record.ts';
import { hasPassed, outputOf } from './step-output.ts';
import { claimTask } from './task-claims.ts';
import { changeOf, readTask, tryCancel } from './task-news.ts';
import type { AnnouncingVideoWork, StepInput, StepOutput, VideoWork } from './workflow.ts';

/**
 * Looks at the task once. No news (an error, UNKNOWN, still running) is no answer: the wait goes on until the
 * deadline (`expired`), and after it until the provider has forgotten the task (design.md §4).
 */
export async function pollTask(work: AnnouncingVideoWork, input: StepInput): Promise<StepOutput> {
  const record = await takeTask(work, input);
  const taskId = record.provider.task_id;
  if (record.phase === 'archiving') return outputOf(work, await tellLateness(work, record));
  if (record.phase !== 'waiting' || !taskId) return outputOf(work, record);
  const task = await readTask(work, taskId);
  work.logger.measure({ Polls: 1 }, { id: record.id });
  const news = changeOf(task, record, work.clock.now());
  const seen = await heedCancel(work, await work.records.update(record, news));
  await tryToAnnounce(work, seen);
  if (seen.phase !== 'waiting') return outputOf(work, seen);
  return judgeTime(work, seen, task);
}

/** A task id that the record missed when it was submitted is written down now. */
async function takeTask(work: VideoWork, input: StepInput): Promise<JobRecord> {
  const record = await work.records.read(input);
  const taskId = input.step?.task_id;
  if (record.provider.task_id || !taskId) return record;
  await claimTask(work, record, taskId);
  return work.records.update(record, { type: 'accept', taskId, requestId: null });
}

/** A wish to cancel that came before the task was known is carried out as long as it can be. */
async function heedCancel(work: VideoWork, record: JobRecord): Promise<JobRecord> {
  const { task_id, task_status } = record.provider;
  const wanted = record.cancel_requested_at !== null && task_status === 'PENDING';
  return wanted && task_id ? tryCancel(work, record, task_id) : record;
}

async function judgeTime(
  work: VideoWork,
  record: JobRecord,
  task: Task | undefined,
): Promise<StepOutput> {
  const output = outputOf(work, record);
  const since = record.submitted_at ?? record.created_at;
  // a poll that failed does not take back what an earlier one has seen
  const { task_status } = task?.output ?? record.provider;
  const isKnown = task_status !== null && task_status !== 'UNKNOWN';
  if (hasPassed(work, since, isKnown ? 2 * taskLifeSeconds : taskLifeSeconds)) {
    return outputOf(work, await work.records.update(record, lost));
  }
  return isLate(work, record) ? { ...output, phase: 'expired' } : output;
}

function isLate(work: VideoWork, record: JobRecord): boolean {
  return work.clock.now() >= new Date(record.deadline_at) && !isAnnounced(record);
}

/** A copy that takes past the deadline is told, and goes on. */
async function tellLateness(work: AnnouncingVideoWork, record: JobRecord): Promise<JobRecord> {
  if (!isLate(work, record)) return record;
  const late = await work.records.update(record, { type: 'expire', verdict: copyTakesLong });
  await tryToAnnounce(work, late);
  return late;
}

const copyTakesLong = {
  status: 'timed_out',
  error: jobError({
    code: 'deadline_exceeded',
    message: 'The deadline passed while the finished video was copied; the copy goes on.',
    stage: 'archive',
    retryable: true,
    maybe_billed: true,
  }),
} as const;

const lost: Change = {
  type: 'decide',
  verdict: {
    status: 'failed',
    error: jobError({
      code: 'task_lost',
      message: 'The provider gave no result within the 24 hours it keeps one.',
      stage: 'render',
      maybe_billed: true,
    }),
  },
};
