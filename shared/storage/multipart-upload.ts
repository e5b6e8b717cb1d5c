import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type ObjectStore, statusOf } from './object-store.ts';

/** Above S3's least part size, small enough that a few fit in a function's memory. */
const partBytes = 8 * 1024 * 1024;

/** Writes one object part by part with constant memory; it appears only when it is completed. */
export class MultipartUpload {
  readonly #store: ObjectStore;
  readonly #at: { Bucket: string; Key: string; UploadId: string };
  #parts: CompletedPart[] = [];
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  private constructor(store: ObjectStore, key: string, uploadId: string) {
    this.#store = store;
    this.#at = { Bucket: store.bucket, Key: key, UploadId: uploadId };
  }

  static async begin(store: ObjectStore, key: string, contentType: string) {
    const begun = await store.client.send(
      new CreateMultipartUploadCommand({
        Bucket: store.bucket,
        Key: key,
        ContentType: contentType,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    return new MultipartUpload(store, key, begun.UploadId ?? '');
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes >= partBytes) await this.#flush();
  }

  /** Makes the object appear unless one is there already: then `false`, and nothing has changed. */
  async complete(): Promise<boolean> {
    await this.#flush();
    const MultipartUpload = { Parts: this.#parts };
    try {
      await this.#store.client.send(
        new CompleteMultipartUploadCommand({ ...this.#at, MultipartUpload, IfNoneMatch: '*' }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) !== 412) throw error;
      return false;
    }
  }

  /** Frees the parts; the bucket's lifecycle would do it a day later. */
  async abort(): Promise<void> {
    await this.#store.client.send(new AbortMultipartUploadCommand(this.#at));
  }

  async #flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const Body = Buffer.concat(this.#pending);
    const PartNumber = this.#parts.length + 1;
    this.#pending = [];
    this.#pendingBytes = 0;
    const { ETag, ChecksumCRC32 } = await this.#store.client.send(
      new UploadPartCommand({ ...this.#at, PartNumber, Body, ChecksumAlgorithm: 'CRC32' }),
    );
    this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }
}
