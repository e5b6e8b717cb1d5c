import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { Segment } from './content-files.ts';
import { KeyLocks } from './key-locks.ts';
import { RecordDirectory } from './record-directory.ts';
import { ObjectDescription, StoredChecksum } from './stored-object.ts';

const Upload = z.object({
  key: z.string(),
  description: ObjectDescription,
  initiated: z.string(),
});
export type Upload = z.infer<typeof Upload>;

export const UploadedPart = z.object({
  uploadId: z.string(),
  number: z.number(),
  etag: z.string(),
  lastModified: z.string(),
  checksum: StoredChecksum.optional(),
  segment: Segment,
});
export type UploadedPart = z.infer<typeof UploadedPart>;

/** The open multipart uploads of one bucket and the parts they have; both survive a restart. */
export class MultipartUploads {
  readonly #uploads: RecordDirectory<Upload>;
  readonly #parts: RecordDirectory<UploadedPart>;
  readonly #claimed = new Set<string>();
  readonly #locks = new KeyLocks();
  readonly #partsOf = new Map<string, Map<number, UploadedPart>>();

  private constructor(uploads: RecordDirectory<Upload>, parts: RecordDirectory<UploadedPart>) {
    this.#uploads = uploads;
    this.#parts = parts;
    for (const [uploadId] of uploads.entries()) this.#partsOf.set(uploadId, new Map());
    for (const [, part] of parts.entries())
      this.#partsOf.get(part.uploadId)?.set(part.number, part);
  }

  static async open(directory: string): Promise<MultipartUploads> {
    const uploads = await RecordDirectory.open(join(directory, 'open'), Upload);
    const parts = await RecordDirectory.open(join(directory, 'parts'), UploadedPart);
    for (const [key, part] of [...parts.entries()]) {
      if (!uploads.get(part.uploadId)) await parts.delete(key);
    }
    return new MultipartUploads(uploads, parts);
  }

  /** Every content file that belongs to a part, with the upload that has it. */
  files(): { file: string; uploadId: string }[] {
    return [...this.#parts.entries()].map(([, { segment, uploadId }]) => ({
      file: segment.file,
      uploadId,
    }));
  }

  /** Open uploads with their ids. */
  all(): [string, Upload][] {
    return [...this.#uploads.entries()];
  }

  /** The upload while it takes parts; none once it is claimed or closed. */
  get(uploadId: string): Upload | undefined {
    return this.#claimed.has(uploadId) ? undefined : this.#uploads.get(uploadId);
  }

  /** Hides the upload from everybody else, on disk it stays until the object that takes its parts is there. */
  claim(uploadId: string): void {
    this.#claimed.add(uploadId);
  }

  release(uploadId: string): void {
    this.#claimed.delete(uploadId);
  }

  /** Parts in the order of their numbers. */
  parts(uploadId: string): UploadedPart[] {
    const parts = this.#partsOf.get(uploadId)?.values() ?? [];
    return [...parts].sort((left, right) => left.number - right.number);
  }

  async create(upload: Upload): Promise<string> {
    const uploadId = randomBytes(48).toString('base64url');
    await this.#uploads.set(uploadId, upload);
    this.#partsOf.set(uploadId, new Map());
    return uploadId;
  }

  /** Keeps the part and returns the one it replaces. */
  async putPart(part: UploadedPart): Promise<UploadedPart | undefined> {
    const replaced = this.#partsOf.get(part.uploadId)?.get(part.number);
    this.#partsOf.get(part.uploadId)?.set(part.number, part);
    await this.#locks.run(partKey(part), () => this.#parts.set(partKey(part), part));
    return replaced;
  }

  /**
   * Forgets the upload and its parts, which it returns; their content files are the caller's.
   * In memory this happens before the first await, so that of two callers only one gets the parts.
   */
  async close(uploadId: string): Promise<UploadedPart[]> {
    const parts = this.parts(uploadId);
    this.#partsOf.delete(uploadId);
    await this.#uploads.delete(uploadId);
    this.#claimed.delete(uploadId);
    await Promise.all(parts.map((part) => this.#parts.delete(partKey(part))));
    return parts;
  }
}

const partKey = (part: UploadedPart) => `${part.uploadId}/${part.number}`;
