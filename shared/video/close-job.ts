import { type AnnouncingWork, announce } from '../events/announce.ts';
import { isLost, type JobRecord } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import { claimTask, closeIntent, loseIntent } from './intents.ts';
import { measurementsOf } from './measure-job.ts';
import { wasRecovered } from './recover-job.ts';
import { outputOf } from './step-output.ts';
import { jobError, type StepInput, type StepOutput, type VideoWork } from './workflow.ts';

/** All that closing needs: no provider, no media. */
export type CloserWork = Pick<VideoWork, 'records' | 'store' | 'clock' | 'timeScale' | 'logger'> &
  AnnouncingWork;

/** Carries out the decision on record and clears what stood open; safe to repeat at any point. */
export async function closeJob(work: CloserWork, input: StepInput): Promise<StepOutput> {
  const decided = await ensureVerdict(work, await work.records.read(input));
  // it has gone on in the meantime; whoever has found it standing still will come back
  if (decided.phase !== 'closing' && decided.phase !== 'closed') return outputOf(work, decided);
  const { task_id } = decided.provider;
  // the claim must stand before the intent goes, or another job might take this task for its own
  if (task_id) await claimTask(work, decided, task_id);
  if (isLost(decided)) await loseIntent(work, decided);
  else await closeIntent(work, decided);
  await work.store.remove(keys.request(decided));
  const closed = await work.records.update(decided, { type: 'close' });
  if (wasRecovered(closed)) await forgetLoss(work, closed);
  // the marker goes last: while it stands, somebody will come back and tell what was not told
  await announce(work, closed);
  await work.store.remove(keys.open(closed.id));
  if (decided.phase !== 'closed') work.logger.measure(measurementsOf(closed), { id: closed.id });
  work.logger.info('job.closed', { id: closed.id, owner: closed.owner, status: closed.status });
  return outputOf(work, closed);
}

/** A job that came back needs no more looking for, and its video no second copy. */
async function forgetLoss({ store }: CloserWork, record: JobRecord): Promise<void> {
  const { task_id } = record.provider;
  if (task_id && record.status === 'completed') {
    await store.remove(keys.unclaimedVideo(task_id));
    await store.remove(keys.unclaimedFacts(task_id));
  }
  await store.remove(keys.lostSubmit(record.model, record.id));
}

/**
 * A job that is closed without a decision has met an error that no step foresaw. One that was not submitted is only
 * abandoned, so that a submit which begins at this moment is never called unbilled.
 */
async function ensureVerdict(work: CloserWork, record: JobRecord): Promise<JobRecord> {
  if (record.phase === 'closing' || record.phase === 'closed') return record;
  const error = jobError({
    code: 'internal_error',
    message: 'The job could not be finished because of an error on our side.',
    stage: 'workflow',
    retryable: true,
    maybe_billed: record.intent !== null || record.provider.task_id !== null,
  });
  const type = record.phase === 'admission' ? 'abandon' : 'decide';
  return work.records.update(record, { type, verdict: { status: 'failed', error } });
}
