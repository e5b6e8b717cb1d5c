import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

export type StoredJson = { readonly value: unknown; readonly etag: string };
export type StoredText = { readonly text: string; readonly etag: string };
export type StoredFile = {
  readonly bytes: number;
  readonly contentType: string;
  readonly etag: string;
};
export type Folders = { readonly folders: readonly string[]; readonly more: boolean };

const createAttempts = 10;

/** So many conditional writes met at one key that nobody can say who won; trying again helps. */
class KeyContendedError extends Error {
  override readonly name = 'KeyContended';
  readonly code = 'key_contended';
  readonly retryable = true;
}

/** One bucket. Missing keys are `undefined`, lost races are `false`; anything else throws. */
export class ObjectStore {
  readonly client: S3Client;
  readonly bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.client = client;
    this.bucket = bucket;
  }

  /** @throws SyntaxError for what is no JSON */
  async readJson(key: string): Promise<StoredJson | undefined> {
    const stored = await this.readText(key);
    return stored && { value: JSON.parse(stored.text), etag: stored.etag };
  }

  async readText(key: string): Promise<StoredText | undefined> {
    return unlessMissing(async () => {
      const found = await this.client.send(new GetObjectCommand(this.#at(key)));
      return { text: (await found.Body?.transformToString()) ?? '', etag: found.ETag ?? '' };
    });
  }

  async writeJson(key: string, value: unknown): Promise<void> {
    await this.client.send(new PutObjectCommand(this.#json(key, value)));
  }

  /** Writes only where nothing is yet; `false` when something was. A conflict leaves both open, so it is asked again. */
  async createJson(key: string, value: unknown): Promise<boolean> {
    const input = { ...this.#json(key, value), IfNoneMatch: '*' };
    for (let attempt = 0; attempt < createAttempts; attempt += 1) {
      const status = await this.#put(input);
      if (status !== 409) return status === 200;
    }
    throw new KeyContendedError(`${key}: ${createAttempts} conditional writes met others`);
  }

  /** Writes only over the version read before; `false` when it has changed since. */
  async replaceJson(key: string, value: unknown, etag: string): Promise<boolean> {
    return (await this.#put({ ...this.#json(key, value), IfMatch: etag })) === 200;
  }

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.#at(key)));
  }

  /** @param version the ETag that the object must have; another one throws with the status 412 */
  async head(key: string, version?: string): Promise<StoredFile | undefined> {
    return unlessMissing(async () => {
      const wanted = { ...this.#at(key), IfMatch: version };
      const found = await this.client.send(new HeadObjectCommand(wanted));
      const { ContentLength: bytes = 0, ContentType: contentType = '', ETag: etag = '' } = found;
      return { bytes, contentType, etag };
    });
  }

  /** Bytes from `start` up to, not including, `end`, of this version of an object; a changed one throws. */
  async readRange(
    key: string,
    { start, end, etag }: { start: number; end: number; etag: string },
  ): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array();
    const part = { ...this.#at(key), IfMatch: etag, Range: `bytes=${start}-${end - 1}` };
    const found = await this.client.send(new GetObjectCommand(part));
    return found.Body?.transformToByteArray() ?? new Uint8Array();
  }

  /** This version of an object, a piece at a time. */
  async *stream(key: string, etag: string): AsyncGenerator<Uint8Array, void, undefined> {
    const version = { ...this.#at(key), IfMatch: etag };
    const found = await this.client.send(new GetObjectCommand(version));
    if (found.Body) yield* found.Body.transformToWebStream();
  }

  async writeBytes(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    const file = { ...this.#at(key), Body: bytes, ContentType: contentType };
    await this.client.send(new PutObjectCommand(file));
  }

  /** Another bucket, with the same client. */
  of(bucket: string): ObjectStore {
    return new ObjectStore(this.client, bucket);
  }

  /**
   * Copies an object's bytes within the bucket; they never pass through here.
   * @param version the ETag that the object must have; another one throws with the status 412
   */
  async copy(from: string, to: string, contentType: string, version?: string): Promise<void> {
    const copy = {
      CopySource: encodeURIComponent(`${this.bucket}/${from}`),
      CopySourceIfMatch: version,
      MetadataDirective: 'REPLACE',
      // S3 would copy the tags, too, and ask for the right to read and write them
      TaggingDirective: 'REPLACE',
      ContentType: contentType,
    } as const;
    await this.client.send(new CopyObjectCommand({ ...this.#at(to), ...copy }));
  }

  /** The folders under a prefix in key order, at most `limit`, after `startAfter`. */
  async listFolders(prefix: string, limit: number, startAfter?: string): Promise<Folders> {
    const page = await this.client.send(
      new ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: prefix,
        Delimiter: '/',
        MaxKeys: limit,
        StartAfter: startAfter,
      }),
    );
    const folders = (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []);
    return { folders, more: page.IsTruncated ?? false };
  }

  /** Every key under a prefix; for prefixes that stay small. */
  async listKeys(prefix: string): Promise<string[]> {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token }),
      );
      found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      token = page.NextContinuationToken;
    } while (token);
    return found;
  }

  /** A URL that reads one object for so many seconds (or until the signer's session ends). */
  async signedUrl(key: string, seconds: number, contentType?: string): Promise<string> {
    const served = { ...this.#at(key), ResponseContentType: contentType };
    return getSignedUrl(this.client, new GetObjectCommand(served), { expiresIn: seconds });
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: key };
  }

  #json(key: string, value: unknown): PutObjectCommandInput {
    return { ...this.#at(key), Body: JSON.stringify(value), ContentType: 'application/json' };
  }

  /** A conditional write: 200, 409 for two at the same instant, 412 (404 for a version that is gone) for a lost race. */
  async #put(input: PutObjectCommandInput): Promise<number> {
    try {
      await this.client.send(new PutObjectCommand(input));
      return 200;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 || status === 409 || status === 412) return status;
      throw error;
    }
  }
}

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The HTTP status of an AWS SDK error. */
export function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode;
}
