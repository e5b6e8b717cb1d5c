import { noSuchKey, notImplemented, preconditionFailed } from './s3-error.ts';
import type { WriteCheck } from './storage/bucket.ts';
import type { StoredObject } from './storage/stored-object.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * The check that `If-None-Match: *` and `If-Match` ask for before a write or a delete; it runs under the key's lock.
 * A key that is missing fails `If-Match` with `NoSuchKey`, anything else with `PreconditionFailed`.
 */
export function writeCheck(headers: Headers, key: string): WriteCheck {
  const { 'if-none-match': noneMatch, 'if-match': match } = headers;
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw notImplemented('If-None-Match with anything but * on a write');
  }
  return (current) => {
    if (noneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
    if (match === undefined) return;
    if (!current) throw noSuchKey(key);
    if (!matchesEtag(match, current.etag)) throw preconditionFailed('If-Match');
  };
}

/**
 * Conditions on reading an object: true means 304 Not Modified, a failed `If-Match` or `If-Unmodified-Since` throws 412.
 * The ETag conditions win over those on time, as RFC 9110 §13.2.2 orders them.
 */
export function isNotModified(headers: Headers, object: StoredObject): boolean {
  checkUnchanged(headers['if-match'], headers['if-unmodified-since'], object);
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return matchesEtag(noneMatch, object.etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return wholeSeconds(object.lastModified) <= since;
}

/** Conditions on the source of a copy; each that fails is 412. */
export function checkCopySource(headers: Headers, source: StoredObject): void {
  const prefix = 'x-amz-copy-source-if-';
  const conditions = {
    'if-match': headers[`${prefix}match`],
    'if-none-match': headers[`${prefix}none-match`],
    'if-modified-since': headers[`${prefix}modified-since`],
    'if-unmodified-since': headers[`${prefix}unmodified-since`],
  };
  if (isNotModified(conditions, source)) throw preconditionFailed(`${prefix}none-match`);
}

function checkUnchanged(
  match: string | undefined,
  unmodifiedSince: string | undefined,
  object: StoredObject,
): void {
  if (match !== undefined) {
    if (!matchesEtag(match, object.etag)) throw preconditionFailed('If-Match');
  } else if (wholeSeconds(object.lastModified) > Date.parse(unmodifiedSince ?? '')) {
    throw preconditionFailed('If-Unmodified-Since');
  }
}

/** Whether a list of ETags, quoted or not, or `*` names this one. */
function matchesEtag(header: string, etag: string): boolean {
  const wanted = header.split(',').map((each) => each.trim().replace(/^"|"$/g, ''));
  return wanted.includes('*') || wanted.includes(etag);
}

// HTTP dates have no milliseconds; without this an object would always be newer than its own date.
const wholeSeconds = (date: string) => Math.floor(Date.parse(date) / 1000) * 1000;
