import { type CloserWork, closeJob } from '../jobs/close-job.ts';
import { isLost, type JobRecord } from '../jobs/job-record.ts';
import type { JobReference } from '../storage/keys.ts';
import { keys } from '../storage/keys.ts';
import { closeIntent, loseIntent } from './intents.ts';
import { measurementsOf } from './measure-job.ts';
import { wasRecovered } from './recover-job.ts';
import { outputOf } from './step-output.ts';
import { claimTask } from './task-claims.ts';
import type { StepOutput } from './workflow.ts';

/** What closing a video job works with. */
export type VideoCloser = CloserWork & { readonly timeScale: number };

/** Closes a video job, whatever is known of its task; safe to repeat at any point. */
export async function closeVideo(work: VideoCloser, job: JobReference): Promise<StepOutput> {
  const closed = await closeJob(work, job, {
    settle: (decided) => settleTask(work, decided),
    clear: (record) => forgetLoss(work, record),
    measure: measurementsOf,
  });
  return outputOf(work, closed);
}

async function settleTask(work: VideoCloser, decided: JobRecord): Promise<void> {
  const { task_id } = decided.provider;
  // the claim must stand before the intent goes, or another job might take this task for its own
  if (task_id) await claimTask(work, decided, task_id);
  if (isLost(decided)) await loseIntent(work, decided);
  else await closeIntent(work, decided);
}

/** A job that came back needs no more looking for, and its video no second copy. */
async function forgetLoss({ store }: VideoCloser, record: JobRecord): Promise<void> {
  if (!wasRecovered(record)) return;
  const { task_id } = record.provider;
  if (task_id && record.status === 'completed') {
    await store.remove(keys.unclaimedVideo(task_id));
    await store.remove(keys.unclaimedFacts(task_id));
  }
  await store.remove(keys.lostSubmit(record.model, record.id));
}
