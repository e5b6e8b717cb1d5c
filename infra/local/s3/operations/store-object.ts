import { S3Error } from '../s3-error.ts';
import type { Bucket, ObjectChange, WriteCheck } from '../storage/bucket.ts';
import type { ObjectDescription, StoredChecksum, StoredObject } from '../storage/stored-object.ts';

const maxKeyBytes = 1024;
/** S3's limit of one upload in one piece: 5 GiB. */
export const maxSinglePutBytes = 5 * 1024 ** 3;

/** Throws `KeyTooLongError` for keys of more than 1,024 bytes. */
export function checkKeyLength(key: string): void {
  if (Buffer.byteLength(key) <= maxKeyBytes) return;
  throw new S3Error('KeyTooLongError', 'Your key is too long');
}

export type ObjectSource = {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Hex, known when the stream has ended. */
  md5(): string;
  checksum(): StoredChecksum | undefined;
};

type ObjectWrite = {
  readonly key: string;
  readonly source: ObjectSource;
  readonly description: ObjectDescription;
  readonly reason: ObjectChange['reason'];
  readonly check: WriteCheck;
  readonly now: () => Date;
};

/**
 * Streams the bytes to a file of their own and then makes them the object at `key` in one step.
 * The check runs twice: before, to refuse without reading a gigabyte, and at the end, where it decides.
 */
export async function storeObject(bucket: Bucket, write: ObjectWrite): Promise<StoredObject> {
  checkKeyLength(write.key);
  write.check(bucket.get(write.key));
  const segment = await bucket.contents.write(write.source.stream);
  const object: StoredObject = {
    ...write.description,
    etag: write.source.md5(),
    size: segment.size,
    lastModified: write.now().toISOString(),
    checksum: write.source.checksum(),
    segments: [segment],
  };
  try {
    await bucket.put(write.key, object, write.reason, write.check);
  } catch (error) {
    // What is already the object stays, whatever went wrong afterwards.
    if (bucket.get(write.key) !== object) await bucket.contents.remove(object.segments);
    throw error;
  }
  return object;
}
