import { acceptedDays, daysSince } from '../dead-letters/letter-age.ts';
import type { JobRecord, UploadOrigin } from '../jobs/job-record.ts';
import type { Clock } from '../runtime/world.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { isDone, isGivenBack, type ObjectJobs } from './object-job.ts';
import { standingOf } from './upload-result.ts';
import type { Redrive } from './uploaded-object.ts';

/**
 * Why there is nothing to be done for an upload: a newer object has its place, its job was deleted, the job that another
 * one was wanted for goes on again, has come to something after all or has another one in its place already, or it was
 * told to have failed so long ago that nobody knows any more.
 */
export type PassedOver =
  | 'superseded'
  | 'deleted'
  | 'under_way'
  | 'completed'
  | 'replaced'
  | 'too_late';

type Place = ObjectJobs & { readonly store: ObjectStore; readonly clock: Clock };

/** Why no job may be made of an object that has none by its claim. */
export async function passedOver(
  place: Place,
  owner: string,
  upload: UploadOrigin,
  asked: Redrive,
): Promise<PassedOver | undefined> {
  const { redrive } = asked;
  const replaced = redrive && (await place.records.find({ owner, id: redrive }));
  const mended = replaced && (await mendedSince(place, replaced));
  if (mended) return mended;
  const stands = await standingOf(place.store, upload);
  if (stands?.isLater) return 'superseded';
  if (stands?.status === 'completed') return 'completed';
  return stands && isTooLate(place.clock, asked) ? 'too_late' : undefined;
}

/** A job that may have been billed can be recovered while its letter is on its way. */
async function mendedSince(place: Place, replaced: JobRecord): Promise<PassedOver | undefined> {
  if (await isDone(place, replaced)) return 'completed';
  if (await isGivenBack(place, replaced)) return 'replaced';
  // when it ends without success, it leaves a letter of its own
  return replaced.phase === 'closed' ? undefined : 'under_way';
}

/** Whether so much time has passed that an object without a claim may have had a job all the same. */
export function isTooLate(clock: Clock, { since }: Redrive): boolean {
  return since !== undefined && daysSince(since, clock.now()) > acceptedDays;
}
