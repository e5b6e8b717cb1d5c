import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const sha256Hex = (data: string | Uint8Array) =>
  createHash('sha256').update(data).digest('hex');

export const hmacHex = (key: Uint8Array, data: string) =>
  createHmac('sha256', key).update(data).digest('hex');

/** Key of Signature Version 4 for one day, region and service. */
export function signingKey(secret: string, scope: Pick<CredentialScope, 'day' | 'region'>): Buffer {
  return [scope.day, scope.region, 's3', 'aws4_request'].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

/** Compares two hex signatures without telling by time where they differ. */
export function sameSignature(left: string, right: string): boolean {
  const [first, second] = [Buffer.from(left), Buffer.from(right)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** What `X-Amz-Credential` holds: `AKID/20260101/eu-central-1/s3/aws4_request`. */
export type CredentialScope = {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
};

/** Undefined unless the credential is a scope of S3 in this notation. */
export function parseCredential(credential: string | undefined): CredentialScope | undefined {
  const match = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential ?? '');
  const [, accessKeyId, day, region] = match ?? [];
  return accessKeyId && day && region ? { accessKeyId, day, region } : undefined;
}
