import { Digests } from '../body/digests.ts';
import type { ByteRange } from '../byte-range.ts';
import { checkCopySource } from '../preconditions.ts';
import { objectArn, type S3Call } from '../s3-call.ts';
import { accessDenied, notImplemented, S3Error } from '../s3-error.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { StoredChecksum, StoredObject } from '../storage/stored-object.ts';
import { missingObject } from './missing-object.ts';
import type { ObjectSource } from './store-object.ts';

export type CopySource = {
  readonly bucket: Bucket;
  readonly key: string;
  readonly object: StoredObject;
};

/** The object that `x-amz-copy-source` names, if this caller may read it and its conditions hold. */
export function requireCopySource(call: S3Call): CopySource {
  const { bucketName, key } = parseCopySource(call.headers['x-amz-copy-source'] ?? '');
  if (!call.allows('s3:GetObject', objectArn(bucketName, key))) throw accessDenied();
  const bucket = call.buckets.get(bucketName);
  if (!bucket) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
  const object = bucket.get(key);
  if (!object) throw missingObject(call, bucketName, key);
  checkCopySource(call.headers, object);
  return { bucket, key, object };
}

function parseCopySource(header: string): { bucketName: string; key: string } {
  const [path = '', versionId] = header.split('?versionId=');
  if (versionId !== undefined) throw notImplemented('Copying a version');
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decodeSource(path));
  const [, bucketName, key] = match ?? [];
  if (bucketName && key) return { bucketName, key };
  throw new S3Error(
    'InvalidArgument',
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
  );
}

function decodeSource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A caller that did not encode the header means a literal percent sign.
    return path;
  }
}

/**
 * The source's bytes as something to store. The ETag is computed on the way, because the copy of a
 * multipart object has the plain MD5 of its bytes; the checksum is the caller's claim about them.
 */
export function readCopySource(
  { bucket, object }: CopySource,
  range: ByteRange,
  checksum?: StoredChecksum,
): ObjectSource {
  const digests = new Digests(['md5']);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const piece of bucket.contents.read(object.segments, range)) {
      digests.update(piece);
      yield piece;
    }
  }
  return {
    stream: bytes(),
    md5: () => digests.of('md5').toString('hex'),
    checksum: () => checksum,
  };
}
