import { parseByteRange, wholeRange } from '../byte-range.ts';
import { isNotModified } from '../preconditions.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { notImplemented } from '../s3-error.ts';
import { checksumHeaders, objectHeaders, type StoredObject } from '../storage/stored-object.ts';
import { missingObject } from './missing-object.ts';

/** GetObject and HeadObject: the same answer; the body of a HEAD is never opened. */
export async function getObject(call: S3Call): Promise<S3Answer> {
  if (call.query.has('partNumber')) throw notImplemented('Reading one part of an object');
  const object = requireObject(call);
  if (isNotModified(call.headers, object)) {
    const { etag = '', 'last-modified': lastModified = '' } = objectHeaders(object);
    return { status: 304, headers: { etag, 'last-modified': lastModified } };
  }
  const part = parseByteRange(call.headers.range, object.size);
  const range = part ?? wholeRange(object.size);
  const headers = {
    ...objectHeaders(object),
    ...(part ? { 'content-range': `bytes ${part.start}-${part.end}/${object.size}` } : {}),
    ...(!part && wantsChecksum(call) ? checksumHeaders(object.checksum) : {}),
    ...headerOverrides(call.query),
    'content-length': String(range.end - range.start + 1),
  };
  const status = part ? 206 : 200;
  if (call.method === 'HEAD') return { status, headers };
  return { status, headers, body: call.bucket.contents.read(object.segments, range) };
}

/** The object, or S3's refusal. */
export function requireObject(call: S3Call): StoredObject {
  const object = call.bucket.get(call.key);
  if (object) return object;
  throw missingObject(call, call.bucketName, call.key);
}

const wantsChecksum = (call: S3Call) =>
  call.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';

const overridable = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `response-content-disposition` and the like: a signed query may rename what is downloaded. */
function headerOverrides(query: URLSearchParams): Record<string, string> {
  const given = overridable
    .map((name) => [name, query.get(`response-${name}`)] as const)
    .filter((pair): pair is readonly [string, string] => pair[1] !== null);
  return Object.fromEntries(given);
}
