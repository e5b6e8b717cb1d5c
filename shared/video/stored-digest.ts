import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import type { UploadPlace } from '../storage/multipart-upload.ts';
import { WrongResultError } from './archive-error.ts';
import { type InspectedFile, inspected, Mp4Inspection } from './archive-inspection.ts';

type Stored = { readonly etag: string | undefined; readonly chunks: AsyncIterable<Uint8Array> };

/** What a stored video is, read through without keeping it. @throws WrongResultError when it is no whole MP4 */
export async function inspectStored(place: UploadPlace): Promise<InspectedFile> {
  return inspect((await openStored(place)).chunks);
}

/**
 * The same for a copy that this job made: one that is not the `bytes` long, whole MP4 it must be is removed, so that
 * the next attempt can make a better one.
 */
export async function verifyStored(place: UploadPlace, bytes: number): Promise<InspectedFile> {
  const { etag, chunks } = await openStored(place);
  try {
    const found = await inspect(chunks);
    if (found.bytes === bytes) return found;
    throw new WrongResultError(`${found.bytes} of ${bytes} bytes are stored`);
  } catch (error) {
    if (error instanceof WrongResultError) await removeVersion(place, etag);
    throw error;
  }
}

async function openStored({ store, key, signal }: UploadPlace): Promise<Stored> {
  const get = new GetObjectCommand({ Bucket: store.bucket, Key: key });
  const found = await store.client.send(get, { abortSignal: signal });
  // as a web stream every chunk would be copied once more
  return { etag: found.ETag, chunks: found.Body as Readable };
}

async function inspect(chunks: AsyncIterable<Uint8Array>): Promise<InspectedFile> {
  const inspection = new Mp4Inspection();
  for await (const _passing of inspected(chunks, inspection));
  return inspection.finish();
}

/** The very bytes that were read, never what another attempt may have put there since. */
async function removeVersion(
  { store, key, signal }: UploadPlace,
  etag: string | undefined,
): Promise<void> {
  const remove = new DeleteObjectCommand({ Bucket: store.bucket, Key: key, IfMatch: etag });
  await store.client.send(remove, { abortSignal: signal });
}
