import type { AuthorizationCall } from './s3-call.ts';
import type { SignatureRules } from './signature/verify-signature.ts';
import type { Buckets } from './storage/buckets.ts';

/** What every request is answered with: buckets, keys, clock and permissions. */
export type S3World = SignatureRules & {
  readonly buckets: Buckets;
  readonly authorize: (call: AuthorizationCall) => boolean;
};
