import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type Part,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type ObjectStore, statusOf } from './object-store.ts';

/** S3's least: what a killed writer had in memory and loses is never more. */
const leastPartBytes = 5 * 1024 * 1024;
const mostParts = 10_000;

/** Where an upload goes, and what ends its calls. */
export type UploadPlace = {
  readonly store: ObjectStore;
  readonly key: string;
  readonly signal: AbortSignal;
};

/** The size of every part but the last: by the object's length alone, so that each attempt cuts alike. */
export function partBytesOf(objectBytes: number): number {
  return Math.max(leastPartBytes, Math.ceil(objectBytes / mostParts));
}

/** An object of known length that is written part by part, by as many attempts as it takes. */
export class MultipartUpload {
  readonly id: string;
  readonly #place: UploadPlace;
  readonly #bytes: number;
  readonly #parts: CompletedPart[];

  private constructor(place: UploadPlace, id: string, bytes: number, parts: CompletedPart[]) {
    this.id = id;
    this.#place = place;
    this.#bytes = bytes;
    this.#parts = parts;
  }

  /** S3 checks each part against a CRC-32 that is computed here. */
  static async begin(
    place: UploadPlace,
    { bytes, contentType }: { bytes: number; contentType: string },
  ): Promise<MultipartUpload> {
    const at = { Bucket: place.store.bucket, Key: place.key, ContentType: contentType };
    const create = new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'CRC32' });
    const begun = await place.store.client.send(create, { abortSignal: place.signal });
    return new MultipartUpload(place, begun.UploadId ?? '', bytes, []);
  }

  /** An upload that was begun before, with the parts that are there; `undefined` once it is completed or gone. */
  static async find(
    place: UploadPlace,
    { id, bytes }: { id: string; bytes: number },
  ): Promise<MultipartUpload | undefined> {
    try {
      const parts = (await listParts(place, id)).filter(isWhole(bytes));
      const first = parts.findIndex(({ PartNumber }, index) => PartNumber !== index + 1);
      const unbroken = first === -1 ? parts : parts.slice(0, first);
      return new MultipartUpload(place, id, bytes, unbroken.map(toCompleted));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /** How many bytes from the object's beginning are there. */
  get storedBytes(): number {
    return Math.min(this.#parts.length * partBytesOf(this.#bytes), this.#bytes);
  }

  /** Stores the next part: `partBytesOf` bytes, fewer only at the end. The memory is the caller's again afterwards. */
  async append(body: Uint8Array): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const part = { ...this.#at(), PartNumber, Body: body, ChecksumAlgorithm: 'CRC32' as const };
    const { client } = this.#place.store;
    const sent = await client.send(new UploadPartCommand(part), this.#options());
    this.#parts.push(toCompleted({ PartNumber, ...sent }));
  }

  /**
   * Makes the object appear, unless one is there already or this upload is gone, because another attempt came first:
   * then `false`, and nothing has changed.
   */
  async complete(): Promise<boolean> {
    const whole = { MultipartUpload: { Parts: this.#parts }, MpuObjectSize: this.#bytes };
    const complete = new CompleteMultipartUploadCommand({
      ...this.#at(),
      ...whole,
      IfNoneMatch: '*',
    });
    try {
      await this.#place.store.client.send(complete, this.#options());
      return true;
    } catch (error) {
      if ([404, 412].includes(statusOf(error) ?? 0)) return false;
      throw error;
    }
  }

  /** Frees the parts; the bucket's lifecycle would do it a day later. */
  async abort(): Promise<void> {
    const { client } = this.#place.store;
    await client.send(new AbortMultipartUploadCommand(this.#at()), this.#options());
  }

  #at(): { Bucket: string; Key: string; UploadId: string } {
    return { Bucket: this.#place.store.bucket, Key: this.#place.key, UploadId: this.id };
  }

  #options(): { abortSignal: AbortSignal } {
    return { abortSignal: this.#place.signal };
  }
}

/** Not by the SDK's paginator: S3 names a next marker on the last page too, and that one would never end. */
async function listParts({ store, key, signal }: UploadPlace, id: string): Promise<Part[]> {
  const at = { Bucket: store.bucket, Key: key, UploadId: id };
  const found: Part[] = [];
  let marker: string | undefined;
  do {
    const list = new ListPartsCommand({ ...at, PartNumberMarker: marker });
    const page = await store.client.send(list, { abortSignal: signal });
    found.push(...(page.Parts ?? []));
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker);
  return found;
}

/** Whether a part is exactly what this object has at its number. */
function isWhole(bytes: number): (part: Part) => boolean {
  const size = partBytesOf(bytes);
  return ({ PartNumber = 0, Size }) => Size === Math.min(size, bytes - (PartNumber - 1) * size);
}

function toCompleted({ PartNumber, ETag, ChecksumCRC32 }: Part): CompletedPart {
  return { PartNumber, ETag, ChecksumCRC32 };
}

/**
 * Cuts a stream into parts of `size` bytes, the last one shorter.
 * One buffer serves them all: a part is valid until the next one is asked for.
 */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + size - filled);
      buffer.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled < size) continue;
      yield buffer;
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}
