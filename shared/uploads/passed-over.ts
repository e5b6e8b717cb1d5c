import { isNewerJob } from '../jobs/job-id.ts';
import type { JobRecord, UploadOrigin } from '../jobs/job-record.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { isGivenBack, type ObjectJobs } from './object-job.ts';
import { standingOf } from './upload-result.ts';

/**
 * Why there is nothing to be done for an upload: a newer object has its place, its job was deleted, the job that another
 * one was wanted for goes on again or has come to something after all, or another job has come in its place.
 */
export type PassedOver = 'superseded' | 'deleted' | 'under_way' | 'completed' | 'replaced';

type Place = ObjectJobs & { readonly store: ObjectStore };

/**
 * Why no job may be made of an object, by what is known of it beside its claims, which end: the job that is to be
 * replaced, and the result that stands.
 * @param redrive the job in whose place another one is wanted
 */
export async function passedOver(
  place: Place,
  owner: string,
  upload: UploadOrigin,
  redrive: string | undefined,
): Promise<PassedOver | undefined> {
  const replaced = redrive && (await place.records.find({ owner, id: redrive }));
  const mended = replaced && (await mendedSince(place, replaced));
  return mended || (await standsInstead(place, owner, upload, redrive));
}

/** A job that may have been billed can be recovered while its letter is on its way. */
async function mendedSince(place: Place, replaced: JobRecord): Promise<PassedOver | undefined> {
  if (replaced.status === 'completed') return 'completed';
  if (await isGivenBack(place, replaced)) return 'replaced';
  // when it ends without success, it leaves a letter of its own
  return replaced.phase === 'closed' ? undefined : 'under_way';
}

/** What came to nothing is tried again in the place of the last job only, and by nobody who does not know that one. */
async function standsInstead(
  place: Place,
  owner: string,
  upload: UploadOrigin,
  redrive: string | undefined,
): Promise<PassedOver | undefined> {
  const stands = await standingOf(place.store, upload);
  if (!stands) return undefined;
  if (stands.isLater) return 'superseded';
  if (stands.status === 'completed') return 'completed';
  const { job } = stands;
  if (!job || (redrive !== undefined && !isNewerJob(job.id, redrive))) return undefined;
  const record = await place.records.find({ owner, id: job.id });
  return record && (await isGivenBack(place, record)) ? undefined : 'replaced';
}
