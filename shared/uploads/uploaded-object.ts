import type { UploadOrigin } from '../jobs/job-record.ts';
import type { UploadEvent } from './upload-event.ts';

const inbox = /^inbox\/([^/]+)\/(.*[^/])$/;
const sidecar = '.request.json';

/** Which upload an event tells of; `undefined` for what is none: folders, sidecars, anything outside the inbox. */
export function originOf({ object }: UploadEvent['event']['detail']): UploadOrigin | undefined {
  const [, rule] = inbox.exec(object.key) ?? [];
  if (rule === undefined || object.key.endsWith(sidecar)) return undefined;
  return {
    rule,
    key: object.key,
    sequencer: object.sequencer,
    version_id: object['version-id'] ?? null,
    etag: object.etag ?? null,
    bytes: object.size ?? null,
  };
}

/** Where the request of an object's own may lie. */
export function sidecarOf({ key }: UploadOrigin): string {
  return `${key}${sidecar}`;
}

/** `inbox/r/a.png` has its result at `results/r/a.png.json`. */
export function resultKeyOf({ key }: UploadOrigin): string {
  return `results/${key.slice('inbox/'.length)}.json`;
}

/** An event that says the same again. */
export function detailOf({ key, bytes, etag, version_id, sequencer }: UploadOrigin) {
  const object = {
    ...{ key, sequencer },
    ...(bytes !== null && { size: bytes }),
    ...(etag !== null && { etag }),
    ...(version_id !== null && { 'version-id': version_id }),
  };
  return { object };
}
