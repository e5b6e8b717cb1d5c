import { ServiceError } from '../contract/service-error.ts';
import type { Idempotency } from '../jobs/idempotency.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { forgetTask } from './task-claims.ts';

/** What deleting a job works with. */
export type VideoRemover = {
  readonly store: ObjectStore;
  readonly records: RecordStore;
  readonly idempotency: Idempotency;
};

/**
 * Removes a job that is over: the video first, the record last, so that a repeat can finish a removal that died.
 * @throws ServiceError `not_found`, or `not_ready` while any work on the job is open
 */
export async function deleteVideo(remover: VideoRemover, job: JobReference): Promise<void> {
  const { store, records, idempotency } = remover;
  const record = await records.find(job);
  if (!record) throw new ServiceError('not_found', `There is no video job ${job.id}.`);
  const open = record.phase !== 'closed' || (await store.head(keys.open(job.id)));
  if (open) throw new ServiceError('not_ready', 'Work on this job is open. Cancel it or wait.');
  if (record.idempotency_claim) await idempotency.forget(record.idempotency_claim, job.id);
  const { task_id } = record.provider;
  if (task_id) await forgetTask(store, job, task_id);
  await store.remove(keys.webhook(job));
  await store.remove(keys.video(job));
  await store.remove(keys.record(job));
}
