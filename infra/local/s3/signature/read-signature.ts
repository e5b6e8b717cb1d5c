import type { S3Request } from '../s3-call.ts';
import { accessDenied, S3Error } from '../s3-error.ts';
import { type CredentialScope, parseCredential } from './signing-key.ts';

/** A Signature Version 4 as a request carries it, not yet proven. */
export type RequestSignature = {
  readonly scope: CredentialScope;
  /** `20260131T235959Z`. */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Third word of the canonical request: a digest or one of the `UNSIGNED`/`STREAMING` words. */
  readonly payloadHash: string;
  /** Only of presigned URLs. */
  readonly expiresSeconds: number | undefined;
};

const maxExpiresSeconds = 7 * 24 * 3600;

/** Reads the signature from the query or the `Authorization` header; an unsigned request is `AccessDenied`. */
export function readSignature(request: S3Request): RequestSignature {
  const signature = request.query.has('X-Amz-Signature')
    ? readPresigned(request)
    : readHeader(request);
  checkSignedHeaders(request, signature.signedHeaders);
  return signature;
}

function readPresigned({ query, headers }: S3Request): RequestSignature {
  const scope = parseCredential(query.get('X-Amz-Credential') ?? undefined);
  const expires = query.get('X-Amz-Expires') ?? '';
  if (!scope || query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw queryError('Error parsing the X-Amz-Credential or X-Amz-Algorithm parameter');
  }
  if (!/^\d+$/.test(expires) || Number(expires) > maxExpiresSeconds) {
    throw queryError('X-Amz-Expires must be a number of seconds, at most a week (604800)');
  }
  return {
    scope,
    date: query.get('X-Amz-Date') ?? '',
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    payloadHash:
      query.get('X-Amz-Content-Sha256') ?? headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
    expiresSeconds: Number(expires),
  };
}

function readHeader({ headers }: S3Request): RequestSignature {
  const authorization = headers.authorization;
  if (authorization === undefined) throw accessDenied();
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/.exec(
      authorization,
    );
  const [, credential, signedHeaders = '', signature = ''] = match ?? [];
  const scope = parseCredential(credential);
  if (!scope) {
    throw new S3Error('AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  }
  const payloadHash = headers['x-amz-content-sha256'];
  if (payloadHash === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  const date = headers['x-amz-date'] ?? '';
  const names = signedHeaders.split(';');
  return { scope, date, signedHeaders: names, signature, payloadHash, expiresSeconds: undefined };
}

/** S3 insists that the host and every `x-amz-*` header that is sent is also signed. */
function checkSignedHeaders({ headers }: S3Request, signedHeaders: readonly string[]): void {
  const required = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = required.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Error(
    'AccessDenied',
    'There were headers present in the request which were not signed',
    {
      HeadersNotSigned: unsigned.join(', '),
    },
  );
}

const queryError = (message: string) => new S3Error('AuthorizationQueryParametersError', message);
