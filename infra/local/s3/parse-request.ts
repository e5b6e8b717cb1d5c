import type { IncomingMessage } from 'node:http';
import type { S3Request } from './s3-call.ts';
import { S3Error } from './s3-error.ts';

/** Takes a request apart, path style. Throws `InvalidURI` where the percent-encoding is broken. */
export function parseRequest(incoming: IncomingMessage): S3Request {
  // Not `URL`, which would fold `//` and `..`, both lawful in keys.
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const [, bucketName = '', ...segments] = rawPath.split('/');
  return {
    method: incoming.method ?? 'GET',
    rawPath,
    bucketName: decode(bucketName),
    key: segments.map(decode).join('/'),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: joinHeaders(incoming),
    body: incoming,
  };
}

function joinHeaders(incoming: IncomingMessage): Record<string, string | undefined> {
  const entries = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return Object.fromEntries(entries);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}
