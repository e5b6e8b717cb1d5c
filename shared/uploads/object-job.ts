import { eventClaimDays } from '../dead-letters/dead-letter.ts';
import type { Idempotency } from '../jobs/idempotency.ts';
import type { JobRecord, UploadOrigin } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import { identityOf } from './uploaded-object.ts';

/** Where it is known which job an object has. */
export type ObjectJobs = { readonly records: RecordStore; readonly idempotency: Idempotency };

/**
 * Who asks for an object's job: an object has one, and each job that came to nothing may have one in its place.
 * @param redrive the job in whose place another one is wanted
 */
export function claimantOf(owner: string, upload: UploadOrigin, redrive = '') {
  const key = [identityOf(upload), redrive].join('\n');
  const once = { key, source: 'upload', keptDays: eventClaimDays } as const;
  return { owner, ...once, retryCount: 0, upload };
}

/** Whether a job never was its object's, because it could not be started: what asked for it has asked again. */
export async function isGivenBack(
  { idempotency }: ObjectJobs,
  { id, idempotency_claim }: JobRecord,
): Promise<boolean> {
  if (idempotency_claim === null) return false;
  const progress = await idempotency.progressOf(idempotency_claim, id);
  return progress === 'released' || progress === 'other';
}

/** Whether another job of the object was made in a job's place. */
export async function isReplaced(
  { records, idempotency }: ObjectJobs,
  { owner, id }: JobRecord,
  upload: UploadOrigin,
): Promise<boolean> {
  const next = await idempotency.find(claimantOf(owner, upload, id));
  if (!next) return false;
  return next.made || (await records.find({ owner, id: next.id })) !== undefined;
}

/** Whether a job, or one of those in whose place it was made, has come to something after all. */
export async function isDone(
  jobs: ObjectJobs,
  { owner, status, upload }: JobRecord,
): Promise<boolean> {
  if (status === 'completed') return true;
  const before = upload?.replaces && (await jobs.records.find({ owner, id: upload.replaces }));
  return before ? isDone(jobs, before) : false;
}
