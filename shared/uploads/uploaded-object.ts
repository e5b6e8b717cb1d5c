import type { UploadOrigin } from '../jobs/job-record.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { UploadEvent } from './upload-event.ts';

/** A key may hold anything, line breaks included; one that names no rule is an upload all the same. */
const inbox = /^inbox\/(?:([^/]*)\/)?.*[^/]$/s;
const sidecar = '.request.json';
/** S3's limit of a key, in bytes of UTF-8. */
const maxKeyBytes = 1024;

/** Which upload an event tells of; `undefined` for what is none: folders, sidecars, anything outside the inbox. */
export function originOf(detail: UploadEvent['event']['detail']): UploadOrigin | undefined {
  const { object, redrive, maybe_billed = redrive !== undefined } = detail;
  const found = inbox.exec(object.key);
  if (!found || object.key.endsWith(sidecar)) return undefined;
  return {
    rule: found[1] ?? '',
    key: object.key,
    sequencer: object.sequencer,
    version_id: versionOf(object),
    etag: object.etag ?? null,
    bytes: object.size ?? null,
    ...(redrive !== undefined && { replaces: redrive }),
    ...(maybe_billed && ({ maybe_billed } as const)),
  };
}

/** Where versioning is suspended, every object of a key has the version `null`: it tells none from another. */
function versionOf(object: { readonly 'version-id'?: string }): string | null {
  const { 'version-id': version = 'null' } = object;
  return version === 'null' ? null : version;
}

/** One for each time that an object was put there: its version, or S3's own counting where there are none. */
export function identityOf({ key, version_id, sequencer }: UploadOrigin): string {
  return [key, version_id ?? sequencer].join('\n');
}

/** The same as a part of a key. */
export function digestOf(upload: UploadOrigin): string {
  return sha256(identityOf(upload));
}

/** Whether the key leaves room for that of a sidecar. */
export function hasFitKey(upload: UploadOrigin): boolean {
  return fits(sidecarOf(upload));
}

/** Where the request of an object's own may lie. */
export function sidecarOf({ key }: UploadOrigin): string {
  return `${key}${sidecar}`;
}

/** `inbox/r/a.png` has its result at `results/r/a.png.json`; a key too long for that gives way to its SHA-256. */
export function resultKeyOf({ key }: UploadOrigin): string {
  const plain = `results/${key.slice('inbox/'.length)}.json`;
  return fits(plain) ? plain : `results/${sha256(key)}.json`;
}

const fits = (key: string) => Buffer.byteLength(key) <= maxKeyBytes;

/** Of an upload that is tried again: since when it is, and the job in whose place another one is to be made, if any. */
export type Redrive = Pick<UploadEvent['event']['detail'], 'redrive' | 'maybe_billed' | 'since'>;

/** An event that says the same again. */
export function detailOf(
  { key, bytes, etag, version_id, sequencer }: UploadOrigin,
  { redrive, maybe_billed, since }: Redrive,
) {
  const object = {
    ...{ key, sequencer },
    ...(bytes !== null && { size: bytes }),
    ...(etag !== null && { etag }),
    ...(version_id !== null && { 'version-id': version_id }),
  };
  return { object, since, ...(redrive !== undefined && { redrive, maybe_billed }) };
}
