import { createHash } from 'node:crypto';
import { WrongResultError } from './archive-error.ts';

/** A size and a type, and the longer size that a box of more than 4 GiB has (ISO/IEC 14496-12 §4.2). */
const headerBytes = 16;

/** Boxes whose length is believed; anything else ends the walk, because a rare file must not be refused. */
const knownBoxes = new Set(
  'ftyp moov mdat moof mfra sidx styp free skip wide meta udta uuid'.split(' '),
);

export type InspectedFile = { readonly bytes: number; readonly sha256: string };

/**
 * Looks at a file's bytes as they pass: SHA-256, length, and whether it is an MP4 that is all there. A server that
 * announces a shorter length than the file has is found out by the file's own boxes alone.
 */
export class Mp4Inspection {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #header = Buffer.alloc(0);
  #nextBox: number | undefined = 0;
  #found: InspectedFile | undefined;

  /** @throws WrongResultError as soon as it is plain that this is no MP4. */
  add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#walk(chunk);
    this.#bytes += chunk.length;
  }

  /** What the whole file is. @throws WrongResultError when there is no MP4, or its end is missing. */
  finish(): InspectedFile {
    this.#found ??= this.#judge();
    return this.#found;
  }

  #judge(): InspectedFile {
    if (this.#nextBox === 0) throw notMp4();
    const end = this.#header.length < 8 ? this.#nextBox : this.#endOfBox(this.#nextBox ?? 0);
    if (end !== undefined && end > this.#bytes)
      throw new WrongResultError(`the result says it has ${end} bytes, but ends at ${this.#bytes}`);
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  #walk(chunk: Uint8Array): void {
    while (this.#nextBox !== undefined) {
      const from = this.#nextBox + this.#header.length - this.#bytes;
      if (from >= chunk.length) return;
      const missing = headerBytes - this.#header.length;
      this.#header = Buffer.concat([this.#header, chunk.subarray(from, from + missing)]);
      if (this.#header.length < headerBytes) return;
      const start = this.#nextBox;
      this.#nextBox = this.#endOfBox(start);
      // of a box of eight bytes the next one's header has begun already
      this.#header = this.#header.subarray((this.#nextBox ?? Number.POSITIVE_INFINITY) - start);
    }
  }

  /** Where the box that begins at `start` ends; `undefined` where nobody can say. */
  #endOfBox(start: number): number | undefined {
    const type = this.#header.toString('latin1', 4, 8);
    if (start === 0 && type !== 'ftyp') throw notMp4();
    if (!knownBoxes.has(type)) return undefined;
    const size = this.#header.readUInt32BE(0);
    if (size === 1) return start + this.#longSize();
    return size < 8 ? undefined : start + size;
  }

  #longSize(): number {
    const isWhole = this.#header.length === headerBytes;
    return isWhole ? Number(this.#header.readBigUInt64BE(8)) : headerBytes;
  }
}

/** Every MP4 begins with a `ftyp` box; an error page does not. */
function notMp4(): WrongResultError {
  return new WrongResultError('the result is not an MP4');
}

/** Passes the bytes on; their end comes only if the file is whole. */
export async function* inspected(
  chunks: AsyncIterable<Uint8Array>,
  inspection: Mp4Inspection,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    inspection.add(chunk);
    yield chunk;
  }
  inspection.finish();
}
