import { sha256 } from '../runtime/sha256.ts';
import type { ObjectStore, StoredFile } from '../storage/object-store.ts';

/** Media whose bytes we can read: an object in S3, or what a caller sent as a data: URI. */
export type MediaFile = {
  /** The same for the same bytes, so that one upload to the provider serves them all. */
  readonly identity: string;
  /** The last part of its key; its extension may be all that tells the format. */
  readonly name: string;
  readonly bytes: number;
  /** What whoever stored it said that it is. */
  readonly contentType: string;
  /** Bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
  /** An address in S3 that serves the file as `contentType` for so many seconds. */
  signedUrl(seconds: number, contentType: string): Promise<string>;
};

/** An object in S3. Reads fail once it is overwritten, so that what was checked is what is sent. */
export function storedFile(store: ObjectStore, key: string, found: StoredFile): MediaFile {
  const { bytes, contentType, etag } = found;
  return {
    identity: `s3://${store.bucket}/${key} ${etag}`,
    name: key.split('/').at(-1) ?? '',
    bytes,
    contentType,
    read: (start, end) => store.readRange(key, { start, end, etag }),
    stream: () => store.stream(key, etag),
    signedUrl: (seconds, type) => store.signedUrl(key, seconds, type),
  };
}

/** What a data: URI holds; only an address of it makes it an object, at `keyOf` its digest. */
export function dataFile(
  store: ObjectStore,
  { mime, content }: { readonly mime: string; readonly content: Uint8Array },
  keyOf: (digest: string) => string,
): MediaFile {
  const digest = sha256(content);
  const key = keyOf(digest);
  return {
    identity: `data:${digest}`,
    name: digest,
    bytes: content.length,
    contentType: mime,
    read: async (start, end) => content.subarray(start, end),
    stream: async function* () {
      yield content;
    },
    signedUrl: async (seconds, type) => {
      await store.writeBytes(key, content, mime);
      return store.signedUrl(key, seconds, type);
    },
  };
}
