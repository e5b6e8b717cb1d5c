import { continuationOf, type Executions, maxContinuations } from '../jobs/executions.ts';
import type { JobReference } from '../storage/keys.ts';
import { type CloserWork, closeJob } from './close-job.ts';

/** What can close a dead execution's job, or carry it on. */
export type ExecutionCloser = CloserWork & { readonly executions: Executions };

/**
 * An execution has died (failed, timed out, aborted). Its job goes on in a new one, because a paid task may exist;
 * after the last continuation it is closed with what is known.
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
  const continuation = continuationOf(executionName) + 1;
  if (continuation > maxContinuations) await closeJob(work, job);
  else await work.executions.start(job, continuation);
  work.logger.info('execution.died', { ...job, executionName, continuation });
}
