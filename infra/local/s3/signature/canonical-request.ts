import type { S3Request } from '../s3-call.ts';
import { sha256Hex } from './signing-key.ts';

/** Percent-encodes everything that RFC 3986 does not call unreserved. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A key as it stands in a path: every segment encoded, slashes kept. */
export const encodeKey = (key: string) => key.split('/').map(encodeRfc3986).join('/');

/** SHA-256 of the canonical request of Signature Version 4, S3's variant: the path is encoded once. */
export function canonicalRequestHash(
  request: S3Request,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const lines = [
    request.method,
    canonicalPath(request.rawPath),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name])}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ];
  return sha256Hex(lines.join('\n'));
}

function canonicalPath(rawPath: string): string {
  return rawPath
    .split('/')
    .map((segment) => encodeRfc3986(decodeURIComponent(segment)))
    .join('/');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([leftName, leftValue], [rightName, rightValue]) =>
      leftName === rightName ? order(leftValue, rightValue) : order(leftName, rightName),
    )
    .map((pair) => pair.join('='))
    .join('&');
}

const order = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

const canonicalValue = (value = '') => value.trim().replace(/ +/g, ' ');
