import type { JobRecord } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import { claimTask, closeIntent } from './intents.ts';
import { outputOf } from './step-output.ts';
import { jobError, type StepInput, type StepOutput, type VideoWork } from './workflow.ts';

/** All that closing needs: no provider, no media. */
export type CloserWork = Pick<VideoWork, 'records' | 'store' | 'clock' | 'timeScale' | 'logger'>;

/** Carries out the decision on record and clears what stood open; safe to repeat at any point. */
export async function closeJob(work: CloserWork, input: StepInput): Promise<StepOutput> {
  const decided = await ensureVerdict(work, await work.records.read(input));
  const { task_id } = decided.provider;
  // the claim must stand before the intent goes, or another job might take this task for its own
  if (task_id) await claimTask(work, decided, task_id);
  await closeIntent(work, decided);
  await work.store.remove(keys.request(decided));
  const closed = await work.records.update(decided, { type: 'close' });
  await work.store.remove(keys.open(closed.id));
  work.logger.info('job.closed', { id: closed.id, owner: closed.owner, status: closed.status });
  return outputOf(work, closed);
}

/** A job that is closed without a decision has met an error that no step foresaw. */
async function ensureVerdict(work: CloserWork, record: JobRecord): Promise<JobRecord> {
  if (record.phase === 'closing' || record.phase === 'closed') return record;
  const error = jobError({
    code: 'internal_error',
    message: 'The job could not be finished because of an error on our side.',
    stage: 'workflow',
    retryable: true,
    maybe_billed: record.intent !== null || record.provider.task_id !== null,
  });
  return work.records.update(record, { type: 'decide', verdict: { status: 'failed', error } });
}
