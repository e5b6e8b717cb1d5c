import type { ChunkSignatures, S3Request } from '../s3-call.ts';
import { accessDenied, S3Error } from '../s3-error.ts';
import { parseAmzDate } from './amz-date.ts';
import { canonicalRequestHash } from './canonical-request.ts';
import { chunkSignatures } from './chunk-signatures.ts';
import { type RequestSignature, readSignature } from './read-signature.ts';
import { hmacHex, sameSignature, signingKey } from './signing-key.ts';

export type SecretLookup = (accessKeyId: string) => string | undefined;

export type SignatureRules = {
  readonly region: string;
  readonly secretOf: SecretLookup;
  readonly now: () => Date;
};

export type Caller = {
  readonly accessKeyId: string;
  readonly chunkSignatures: ChunkSignatures | undefined;
};

const maxSkewMilliseconds = 15 * 60_000;

/**
 * Proves who sent the request: Signature Version 4 in the header or in the query, nothing else.
 * Throws the refusal S3 would give; an unsigned request is `AccessDenied`.
 */
export function verifySignature(request: S3Request, rules: SignatureRules): Caller {
  const signature = readSignature(request);
  checkRegion(signature, rules.region);
  const secret = requireSecret(rules.secretOf, signature.scope.accessKeyId);
  checkTime(signature, rules.now().getTime());
  const key = signingKey(secret, signature.scope);
  const { day, region, accessKeyId } = signature.scope;
  const scope = `${day}/${region}/s3/aws4_request`;
  const hash = canonicalRequestHash(request, signature.signedHeaders, signature.payloadHash);
  const stringToSign = ['AWS4-HMAC-SHA256', signature.date, scope, hash].join('\n');
  if (!sameSignature(hmacHex(key, stringToSign), signature.signature)) {
    throw signatureDoesNotMatch();
  }
  const isSignedByChunk = signature.payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  const seed = { key, date: signature.date, scope, signature: signature.signature };
  return { accessKeyId, chunkSignatures: isSignedByChunk ? chunkSignatures(seed) : undefined };
}

/** The caller's secret; throws `InvalidAccessKeyId` for a key nobody has. */
export function requireSecret(secretOf: SecretLookup, accessKeyId: string): string {
  const secret = secretOf(accessKeyId);
  if (secret !== undefined) return secret;
  throw new S3Error(
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    { AWSAccessKeyId: accessKeyId },
  );
}

export const signatureDoesNotMatch = () =>
  new S3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );

function checkRegion(signature: RequestSignature, region: string): void {
  if (signature.scope.region === region) return;
  throw new S3Error(
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; the region '${signature.scope.region}' is wrong; expecting '${region}'`,
    { Region: region },
  );
}

function checkTime(signature: RequestSignature, now: number): void {
  const signedAt = parseAmzDate(signature.date);
  if (Number.isNaN(signedAt) || !signature.date.startsWith(signature.scope.day)) {
    throw accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  }
  if (signature.expiresSeconds === undefined) {
    if (Math.abs(now - signedAt) <= maxSkewMilliseconds) return;
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  if (signedAt > now + maxSkewMilliseconds) throw accessDenied('Request is not yet valid');
  if (now > signedAt + signature.expiresSeconds * 1000) throw accessDenied('Request has expired');
}
