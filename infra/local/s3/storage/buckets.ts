import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bucket, type ObjectChange } from './bucket.ts';

/** All buckets under one directory, each in a folder of its name. */
export class Buckets {
  readonly #directory: string;
  readonly #buckets = new Map<string, Bucket>();
  readonly #onChange: (change: ObjectChange) => void;

  private constructor(directory: string, onChange: (change: ObjectChange) => void) {
    this.#directory = directory;
    this.#onChange = onChange;
  }

  /** Opens every bucket that is there; `now` dates those whose settings were never written. */
  static async open(
    directory: string,
    now: Date,
    onChange: (change: ObjectChange) => void,
  ): Promise<Buckets> {
    await mkdir(directory, { recursive: true });
    const buckets = new Buckets(directory, onChange);
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries.filter((each) => each.isDirectory() && isBucketName(each.name))) {
      await buckets.create(entry.name, now);
    }
    return buckets;
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  all(): Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async create(name: string, now: Date): Promise<Bucket> {
    const bucket = await Bucket.open(join(this.#directory, name), name, now, this.#onChange);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  async delete(name: string): Promise<void> {
    this.#buckets.delete(name);
    await rm(join(this.#directory, name), { recursive: true, force: true });
  }
}

/** S3's rules for names, which also keep them harmless as folder names. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
}
