import { afterDeath, continueJob } from '../jobs/continuation.ts';
import { continuationOf, type Executions } from '../jobs/executions.ts';
import type { JobReference } from '../storage/keys.ts';
import { type CloserWork, closeJob } from './close-job.ts';

/** What can close a dead execution's job, or carry it on. */
export type ExecutionCloser = CloserWork & { readonly executions: Executions };

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
    await closeJob(work, job);
    return;
  }
  const continuation = continuationOf(executionName);
  const { clock, timeScale } = work;
  const death = { continuation, noticedBy: 'event', now: clock.now(), timeScale } as const;
  const next = afterDeath(record, death);
  work.logger.info('execution.died', { ...job, executionName, next });
  if (next === 'close') await closeJob(work, job);
  if (next === 'continue') await continueJob(work, job, continuation + 1);
}
