import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * JSON records by key, all in memory and each also in one file that is replaced by renaming, so a record
 * on disk is always whole. Files are named by digest: keys may be longer than a file name and hold `..`.
 */
export class RecordDirectory<T> {
  readonly #directory: string;
  readonly #records: Map<string, T>;

  private constructor(directory: string, records: Map<string, T>) {
    this.#directory = directory;
    this.#records = records;
  }

  static async open<T>(directory: string, schema: z.ZodType<T>): Promise<RecordDirectory<T>> {
    await mkdir(directory, { recursive: true });
    const envelope = z.object({ key: z.string(), record: schema });
    const records = new Map<string, T>();
    for (const file of await readdir(directory)) {
      if (file.endsWith('.json')) {
        // Synchronous, because ten thousand small files take a tenth of the time this way.
        const text = readFileSync(join(directory, file), 'utf8');
        const { key, record } = envelope.parse(JSON.parse(text));
        records.set(key, record);
      } else {
        await rm(join(directory, file), { force: true });
      }
    }
    return new RecordDirectory(directory, records);
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#records.entries();
  }

  async set(key: string, record: T): Promise<void> {
    const path = this.#path(key);
    const temporary = `${path}.${randomUUID()}.tmp`;
    await writeFile(temporary, JSON.stringify({ key, record }));
    await rename(temporary, path);
    this.#records.set(key, record);
  }

  /** Gone from memory before the first await. */
  async delete(key: string): Promise<void> {
    this.#records.delete(key);
    await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    return join(this.#directory, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}
