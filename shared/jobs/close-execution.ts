import type { Logger } from '../runtime/logger.ts';
import type { Clock } from '../runtime/world.ts';
import type { JobReference } from '../storage/keys.ts';
import { afterDeath, continueJob } from './continuation.ts';
import { continuationOf, type Executions } from './executions.ts';
import type { RecordStore } from './record-store.ts';

/** What can close a dead execution's job, or carry it on; how a job is closed is its kind's affair. */
export type ExecutionCloser = {
  readonly records: RecordStore;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly timeScale: number;
  readonly logger: Logger;
  readonly close: (job: JobReference) => Promise<unknown>;
};

/**
 * An execution has died (failed, timed out, aborted). Its job goes on in a new one, because a paid task may exist;
 * one that dies again and again is left to the hourly sweep.
 */
export async function closeExecution(
  work: ExecutionCloser,
  job: JobReference,
  executionName: string,
): Promise<void> {
  const record = await work.records.find(job);
  if (!record) return;
  if (record.phase === 'closed') {
    // it may have died before everything was cleared
    await work.close(job);
    return;
  }
  const continuation = continuationOf(executionName);
  const { clock, timeScale } = work;
  const death = { continuation, noticedBy: 'event', now: clock.now(), timeScale } as const;
  const next = afterDeath(record, death);
  work.logger.info('execution.died', { ...job, executionName, next });
  if (next === 'close') await work.close(job);
  if (next === 'continue') await continueJob(work, job, continuation + 1);
}
