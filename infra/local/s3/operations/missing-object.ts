import { bucketArn, type ServiceCall } from '../s3-call.ts';
import { accessDenied, noSuchKey, type S3Error } from '../s3-error.ts';

/** Who may not list a bucket is not told that a key is missing; S3 asks as for a list of that very key. */
export function missingObject(call: ServiceCall, bucketName: string, key: string): S3Error {
  const mayKnow = call.allows('s3:ListBucket', bucketArn(bucketName), { 's3:prefix': key });
  return mayKnow ? noSuchKey(key) : accessDenied();
}
