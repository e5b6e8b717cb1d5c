import { type AnnouncingWork, announce } from '../events/announce.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Clock } from '../runtime/world.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { jobError } from './job-error.ts';
import { hasLostAnswer, type JobRecord } from './job-record.ts';

/** All that closing needs: no provider, no media. */
export type CloserWork = AnnouncingWork & {
  readonly store: ObjectStore;
  readonly clock: Clock;
};

/** What a kind of job has to do besides; both parts may be repeated at any point. */
export type Ending = {
  /** Before the record says that the job is closed. */
  readonly settle: (decided: JobRecord) => Promise<unknown>;
  /** After it does, and before anybody is told. */
  readonly clear: (closed: JobRecord) => Promise<unknown>;
  /** What is measured once, when it ends. */
  readonly measure?: (closed: JobRecord) => Parameters<Logger['measure']>[0];
};

const nothingMore: Ending = { settle: async () => {}, clear: async () => {} };

/**
 * Carries out the decision on record and clears what stood open; safe to repeat at any point.
 * @returns the closed record, or the job as it is when it has gone on
 */
export async function closeJob(
  work: CloserWork,
  job: JobReference,
  ending: Ending = nothingMore,
): Promise<JobRecord> {
  const decided = await ensureVerdict(work, await work.records.read(job));
  // it has gone on in the meantime; whoever has found it standing still will come back
  if (decided.phase !== 'closing' && decided.phase !== 'closed') return decided;
  await ending.settle(decided);
  await work.store.remove(keys.request(decided));
  const closed = await work.records.update(decided, { type: 'close' });
  await ending.clear(closed);
  // the marker goes last: while it stands, somebody will come back and tell what was not told
  await announce(work, closed);
  await work.store.remove(keys.open(closed.id));
  const measured = decided.phase === 'closed' ? undefined : ending.measure?.(closed);
  if (measured) work.logger.measure(measured, { id: closed.id });
  work.logger.info('job.closed', { id: closed.id, owner: closed.owner, status: closed.status });
  return closed;
}

/**
 * A job that is closed without a decision has met an error that no step foresaw. One that was not submitted is only
 * abandoned, so that a submit which begins at this moment is never called unbilled.
 */
async function ensureVerdict(work: CloserWork, record: JobRecord): Promise<JobRecord> {
  if (record.phase === 'closing' || record.phase === 'closed') return record;
  const { intent, provider } = record;
  const error = jobError({
    code: 'internal_error',
    message: 'The job could not be finished because of an error on our side.',
    stage: 'workflow',
    retryable: true,
    maybe_billed: intent !== null || provider.task_id !== null || hasLostAnswer(record),
  });
  const type = record.phase === 'admission' ? 'abandon' : 'decide';
  return work.records.update(record, { type, verdict: { status: 'failed', error } });
}
