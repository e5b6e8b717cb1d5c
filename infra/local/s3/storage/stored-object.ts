import * as z from 'zod';
import { Segment } from './content-files.ts';

export const StoredChecksum = z.object({
  /** Last word of the header: `crc32`, `sha1`, `sha256`. */
  algorithm: z.string(),
  /** Base64; of a multipart object with the number of parts behind a dash. */
  value: z.string(),
  type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
});
export type StoredChecksum = z.infer<typeof StoredChecksum>;

/** What the writer of an object says about it, besides its bytes. */
export const ObjectDescription = z.object({
  /** Response headers as they are given back: `content-type`, `x-amz-meta-*` and so on. */
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
});
export type ObjectDescription = z.infer<typeof ObjectDescription>;

export const StoredObject = ObjectDescription.extend({
  /** Hex MD5 without quotes; `-N` behind it when N parts made the object. */
  etag: z.string(),
  size: z.number(),
  /** ISO 8601 with milliseconds. */
  lastModified: z.string(),
  checksum: StoredChecksum.optional(),
  segments: z.array(Segment),
});
export type StoredObject = z.infer<typeof StoredObject>;

/** The object's own headers on GET and HEAD. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  const tagCount = Object.keys(object.tags).length;
  return {
    ...object.headers,
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.lastModified).toUTCString(),
    ...(tagCount > 0 ? { 'x-amz-tagging-count': String(tagCount) } : {}),
  };
}

/** Checksum headers; S3 gives them only to callers that ask for them, and only for a whole object. */
export function checksumHeaders(checksum: StoredChecksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm}`]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}
