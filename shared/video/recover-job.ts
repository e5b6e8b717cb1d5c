import { continueJob } from '../jobs/continuation.ts';
import type { Executions } from '../jobs/executions.ts';
import { type JobRecord, mayComeBack } from '../jobs/job-record.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ListedTask } from './match-task.ts';
import { claimTask } from './task-claims.ts';
import type { VideoWork } from './workflow.ts';

/** What bringing a lost job back works with. */
export type RecoveryWork = Pick<VideoWork, 'records' | 'store' | 'clock' | 'logger'> & {
  readonly executions: Executions;
};

type FoundTask = Pick<ListedTask, 'taskId' | 'requestId' | 'createdAt'>;

/**
 * A job that had failed without knowing its task goes on with it: a new execution waits, copies and closes as for any
 * other job. The claim comes first, so that of two takers one wins; the lost submit stays until the job is closed
 * again, so that a death in between is mended by the next sweep.
 * @returns whether the job goes on
 */
export async function recoverJob(
  work: RecoveryWork,
  { owner, id }: JobReference,
  { taskId, requestId, createdAt }: FoundTask,
): Promise<boolean> {
  const job = { owner, id };
  const at = work.clock.now().toISOString();
  const submittedAt = new Date(createdAt).toISOString();
  if (!(await work.records.find(job)) || !(await claimTask(work, job, taskId))) return false;
  await work.store.writeJson(keys.open(id), { ...job, at });
  const change = { type: 'recover', taskId, requestId, submittedAt } as const;
  const record = await work.records.update(job, change);
  if (record.phase === 'closed') return false;
  await continueJob(work, record, record.continuations + 1);
  work.logger.info('job.recovered', { ...job, task_id: taskId });
  return true;
}

/** What a lost submit's record says by now. */
export async function mendLostJob(work: RecoveryWork, job: JobReference): Promise<void> {
  const record = await work.records.find(job);
  const taskId = record?.provider.task_id;
  if (!record || !taskId) return;
  if (record.phase !== 'closed') return standOpen(work, record);
  if (mayComeBack(record) && !wasRecovered(record)) {
    // the task was written down after the job had been given up
    const createdAt = new Date(record.submitted_at ?? record.created_at).getTime();
    const requestId = record.provider.request_id;
    if (await recoverJob(work, record, { taskId, requestId, createdAt })) return;
  }
  await work.store.remove(keys.lostSubmit(record.model, record.id));
}

/** Another sweep may have taken the marker for a leftover of the job's first end. */
async function standOpen({ store, clock }: RecoveryWork, { owner, id }: JobRecord) {
  if (await store.head(keys.open(id))) return;
  await store.writeJson(keys.open(id), { owner, id, at: clock.now().toISOString() });
}

/** Whether a job has come back after its first end. */
export function wasRecovered({ timeline }: JobRecord): boolean {
  return timeline.some(({ event }) => event === 'recover');
}
