import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { ByteRange } from '../byte-range.ts';

/** One immutable file; an object's content is a list of these, so that completing a multipart upload copies nothing. */
export const Segment = z.object({ file: z.string(), size: z.number() });
export type Segment = z.infer<typeof Segment>;

/** The bytes of a bucket: files that are written once, read many times and never changed. */
export class ContentFiles {
  readonly #directory: string;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Files that nothing refers to are left over from a killed process and go. */
  static async open(directory: string, used: ReadonlySet<string>): Promise<ContentFiles> {
    await mkdir(directory, { recursive: true });
    for (const file of await readdir(directory)) {
      if (!used.has(file)) await rm(join(directory, file), { force: true });
    }
    return new ContentFiles(directory);
  }

  /** Streams with constant memory; leaves no file behind when the source fails. */
  async write(source: AsyncIterable<Uint8Array>): Promise<Segment> {
    const file = randomUUID();
    const path = join(this.#directory, file);
    // Opened before the first byte is asked for: a stream that opens its file itself may make it after the removal.
    const target = (await open(path, 'wx')).createWriteStream();
    try {
      await pipeline(source, target);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { file, size: target.bytesWritten };
  }

  /** The bytes of `range` (both ends included). The files outlive their removal until the stream closes. */
  read(segments: readonly Segment[], range: ByteRange): Readable {
    for (const { file } of segments) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    const stream = Readable.from(this.#bytes(segments, range), { objectMode: false });
    return stream.once('close', () => {
      for (const { file } of segments) void this.#release(file);
    });
  }

  async remove(segments: readonly Segment[]): Promise<void> {
    await Promise.all(
      segments.map(async ({ file }) => {
        if (this.#readers.has(file)) this.#doomed.add(file);
        else await rm(join(this.#directory, file), { force: true });
      }),
    );
  }

  async *#bytes(segments: readonly Segment[], range: ByteRange): AsyncGenerator<Uint8Array> {
    let offset = 0;
    for (const { file, size } of segments) {
      const start = Math.max(0, range.start - offset);
      const end = Math.min(size - 1, range.end - offset);
      if (start <= end) yield* createReadStream(join(this.#directory, file), { start, end });
      offset += size;
    }
  }

  async #release(file: string): Promise<void> {
    const left = (this.#readers.get(file) ?? 1) - 1;
    if (left > 0) {
      this.#readers.set(file, left);
      return;
    }
    this.#readers.delete(file);
    if (this.#doomed.delete(file)) await rm(join(this.#directory, file), { force: true });
  }
}
