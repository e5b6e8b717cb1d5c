import { ServiceError } from '../contract/service-error.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import { type ObjectStore, statusOf } from '../storage/object-store.ts';
import type { VideoCatalogue } from '../video/models/catalogue.ts';
import { mediaTypeOf } from './media-type.ts';
import { objectProblem } from './object-problem.ts';
import type { UploadRule } from './upload-rule.ts';

/** An upload as media of a request. */
export type TakenUpload = { readonly media: string; readonly kind: string };

/**
 * Copies an uploaded object to where the assets of the rule's owner are, so that it stays as it is while the job runs.
 * The same object is the same asset, however often it is taken. `undefined` when another one has taken its place, which
 * has an event of its own.
 * @throws ServiceError `invalid_media` when it is gone, too large for any model or of no use
 */
export async function takeUpload(
  place: Place,
  rule: UploadRule,
  upload: UploadOrigin,
): Promise<TakenUpload | undefined> {
  try {
    return await take(place, rule, upload);
  } catch (error) {
    if (statusOf(error) === 412) return undefined;
    throw error;
  }
}

type Place = {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly catalogue: VideoCatalogue;
};

async function take(
  { store, clock, catalogue }: Place,
  { owner, task }: UploadRule,
  upload: UploadOrigin,
): Promise<TakenUpload> {
  const version = upload.etag === null ? undefined : `"${upload.etag}"`;
  const found = await store.head(upload.key, version);
  if (!found) throw new ServiceError('invalid_media', 'The object was gone when its turn came.');
  const content_type = mediaTypeOf(upload.key, found.contentType);
  const kind = content_type.split('/')[0] ?? '';
  const problem = objectProblem(catalogue, { task, kind, bytes: found.bytes });
  if (problem) throw new ServiceError('invalid_media', problem);
  const id = assetIdOf(upload);
  await store.writeJson(keys.asset(owner, id), {
    ...{ id, owner, content_type, bytes: found.bytes },
    filename: upload.key.split('/').at(-1) ?? '',
    created_at: clock.now().toISOString(),
  });
  await store.copy(upload.key, keys.assetFile(owner, id), content_type, version);
  return { media: `asset:${id}`, kind };
}

function assetIdOf({ key, version_id, sequencer }: UploadOrigin): string {
  const facts = [key, version_id ?? '', sequencer].join('\n');
  return `ast_${sha256(facts).slice(0, 32)}`;
}
