import { receiveBody } from '../body/receive-body.ts';
import { writeCheck } from '../preconditions.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { checksumHeaders } from '../storage/stored-object.ts';
import { describeObject } from './describe-object.ts';
import { maxSinglePutBytes, storeObject } from './store-object.ts';

/** PutObject: the body becomes the object, all of it or nothing. */
export async function putObject(call: S3Call): Promise<S3Answer> {
  const source = receiveBody(call);
  if (source.length > maxSinglePutBytes) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  const object = await storeObject(call.bucket, {
    key: call.key,
    source,
    description: describeObject(call.headers),
    reason: 'PutObject',
    check: writeCheck(call.headers, call.key),
    now: call.now,
  });
  return {
    status: 200,
    headers: { etag: `"${object.etag}"`, ...checksumHeaders(object.checksum) },
  };
}
