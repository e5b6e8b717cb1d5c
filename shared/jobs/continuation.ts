import type { JobReference } from '../storage/keys.ts';
import type { Executions } from './executions.ts';
import type { JobRecord } from './job-record.ts';
import type { RecordStore } from './record-store.ts';

/** How often a dead execution is continued at once; after that only the hourly sweep does, and only for money. */
export const maxContinuations = 5;

/** The provider keeps a task and its result for this long, in seconds (dashscope-api §4.3). */
export const taskLifeSeconds = 24 * 3600;

export type DeadExecution = {
  /** Which continuation died; 0 is the first execution. */
  readonly continuation: number;
  readonly noticedBy: 'event' | 'sweep';
  readonly now: Date;
  readonly timeScale: number;
};

/**
 * What becomes of a job whose execution died. While the provider may still hold something paid, the job is not
 * closed, however often its executions die (I3); a job that cannot have cost anything is given up sooner.
 * `leave` means that the sweep will come back to it.
 */
export function afterDeath(
  record: JobRecord,
  death: DeadExecution,
): 'continue' | 'leave' | 'close' {
  // an answer that was lost cannot be fetched again, so only videos are worth waiting for
  const mayBePaid =
    record.kind === 'video' && (record.intent !== null || record.provider.task_id !== null);
  if (mayBePaid && isForgotten(record, death)) return 'close';
  if (death.continuation < maxContinuations) return 'continue';
  if (death.noticedBy === 'event') return 'leave';
  return mayBePaid ? 'continue' : 'close';
}

/** A task that was seen may have ended late in its queue, and its result is kept for a day from then. */
function isForgotten(record: JobRecord, { now, timeScale }: DeadExecution): boolean {
  const { task_status } = record.provider;
  const wasSeen = task_status !== null && task_status !== 'UNKNOWN';
  const life = (wasSeen ? 2 : 1) * taskLifeSeconds * 1000;
  const since = record.submitted_at ?? record.intent?.at ?? record.created_at;
  return now.getTime() - new Date(since).getTime() >= life / timeScale;
}

/**
 * Starts the execution after the one that died. The number is written down first, so that whoever comes next knows
 * which execution to look at.
 */
export async function continueJob(
  { records, executions }: { readonly records: RecordStore; readonly executions: Executions },
  job: JobReference,
  continuation: number,
): Promise<void> {
  await records.update(job, { type: 'continue', continuation });
  await executions.start(job, continuation);
}
