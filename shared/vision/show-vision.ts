import { ServiceError } from '../contract/service-error.ts';
import { VisionResult } from '../contract/vision.ts';
import type { VisionJob } from '../contract/vision-job.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { describeVision } from './describe-vision.ts';

/** What reading vision jobs works with. */
export type VisionReader = { readonly store: ObjectStore; readonly records: RecordStore };

/** @throws ServiceError `not_found` for a job of nobody or of another owner. */
export async function findVision(reader: VisionReader, job: JobReference): Promise<JobRecord> {
  const record = await reader.records.find(job);
  if (record) return record;
  throw new ServiceError('not_found', `There is no vision job ${job.id}.`);
}

/** The job as callers see it, with its answer when there is one. */
export async function showVision(reader: VisionReader, record: JobRecord): Promise<VisionJob> {
  const result = record.status === 'completed' ? await readResult(reader.store, record) : null;
  return { ...describeVision(record), result: result ?? null };
}

/** The answer of a job, if it is there. */
export async function readResult(
  store: ObjectStore,
  job: JobReference,
): Promise<VisionResult | undefined> {
  const stored = await store.readJson(keys.result(job));
  return stored && VisionResult.parse(stored.value);
}
