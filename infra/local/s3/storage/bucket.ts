import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CorsRule } from '../cors-rule.ts';
import { ContentFiles } from './content-files.ts';
import { KeyLocks } from './key-locks.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { RecordDirectory } from './record-directory.ts';
import { SortedKeys } from './sorted-keys.ts';
import { StoredObject } from './stored-object.ts';

const BucketSettings = z.object({ createdAt: z.string(), corsRules: z.array(CorsRule) });
type BucketSettings = z.infer<typeof BucketSettings>;

/** Why an object appeared or went, in EventBridge's words. */
export type ObjectChange = {
  readonly type: 'Object Created' | 'Object Deleted';
  readonly bucket: string;
  readonly key: string;
  readonly reason:
    | 'PutObject'
    | 'POST Object'
    | 'CopyObject'
    | 'CompleteMultipartUpload'
    | 'DeleteObject';
  readonly object: StoredObject;
};

/** Looks at what is there now and throws when the write must not happen. */
export type WriteCheck = (current: StoredObject | undefined) => void;

/**
 * One bucket on disk. An object appears, changes and goes in one step per key: check, rename of its record,
 * index and listener run under the key's lock, long after its bytes were written to a file of their own.
 */
export class Bucket {
  readonly name: string;
  readonly contents: ContentFiles;
  readonly uploads: MultipartUploads;
  readonly #objects: RecordDirectory<StoredObject>;
  readonly #settings: RecordDirectory<BucketSettings>;
  readonly #keys: SortedKeys;
  readonly #locks = new KeyLocks();
  readonly #onChange: (change: ObjectChange) => void;

  private constructor(
    name: string,
    stores: BucketStores,
    onChange: (change: ObjectChange) => void,
  ) {
    this.name = name;
    this.contents = stores.contents;
    this.uploads = stores.uploads;
    this.#objects = stores.objects;
    this.#settings = stores.settings;
    this.#keys = new SortedKeys([...stores.objects.entries()].map(([key]) => key));
    this.#onChange = onChange;
  }

  /** Opens the bucket in `directory`, or makes it there with `createdAt`. */
  static async open(
    directory: string,
    name: string,
    createdAt: Date,
    onChange: (change: ObjectChange) => void,
  ): Promise<Bucket> {
    await mkdir(directory, { recursive: true });
    const settings = await RecordDirectory.open(join(directory, 'settings'), BucketSettings);
    if (!settings.get(name)) {
      await settings.set(name, { createdAt: createdAt.toISOString(), corsRules: [] });
    }
    const objects = await RecordDirectory.open(join(directory, 'objects'), StoredObject);
    const uploads = await MultipartUploads.open(join(directory, 'uploads'));
    const used = filesOf(objects);
    // A process killed while completing an upload leaves both: the object has the files, the upload goes.
    for (const { file, uploadId } of uploads.files()) {
      if (used.has(file)) await uploads.close(uploadId);
    }
    for (const { file } of uploads.files()) used.add(file);
    const contents = await ContentFiles.open(join(directory, 'contents'), used);
    return new Bucket(name, { settings, objects, uploads, contents }, onChange);
  }

  get settings(): BucketSettings {
    return this.#settings.get(this.name) ?? { createdAt: '', corsRules: [] };
  }

  async setCorsRules(corsRules: CorsRule[]): Promise<void> {
    await this.#settings.set(this.name, { ...this.settings, corsRules });
  }

  /** All keys in listing order. */
  get keys(): readonly string[] {
    return this.#keys.all;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Puts `object` at `key` when `check` lets it; the bytes of a refused or replaced object are removed. */
  async put(
    key: string,
    object: StoredObject,
    reason: ObjectChange['reason'],
    check: WriteCheck,
  ): Promise<void> {
    const replaced = await this.#locks.run(key, async () => {
      const current = this.#objects.get(key);
      check(current);
      await this.#objects.set(key, object);
      this.#keys.add(key);
      this.#onChange({ type: 'Object Created', bucket: this.name, key, reason, object });
      return current;
    });
    if (replaced) await this.contents.remove(replaced.segments);
  }

  /** Removes the object at `key`, if there is one, when `check` lets it. */
  async delete(key: string, check: WriteCheck): Promise<void> {
    const deleted = await this.#locks.run(key, async () => {
      const object = this.#objects.get(key);
      check(object);
      if (!object) return undefined;
      await this.#objects.delete(key);
      this.#keys.delete(key);
      const reason = 'DeleteObject';
      this.#onChange({ type: 'Object Deleted', bucket: this.name, key, reason, object });
      return object;
    });
    if (deleted) await this.contents.remove(deleted.segments);
  }

  /** Replaces the tags of an object that is there; its content, ETag and date stay. */
  async setTags(key: string, tags: Record<string, string>): Promise<boolean> {
    return this.#locks.run(key, async () => {
      const object = this.#objects.get(key);
      if (object) await this.#objects.set(key, { ...object, tags });
      return object !== undefined;
    });
  }
}

function filesOf(objects: RecordDirectory<StoredObject>): Set<string> {
  const segments = [...objects.entries()].flatMap(([, object]) => object.segments);
  return new Set(segments.map((segment) => segment.file));
}

type BucketStores = {
  readonly settings: RecordDirectory<BucketSettings>;
  readonly objects: RecordDirectory<StoredObject>;
  readonly uploads: MultipartUploads;
  readonly contents: ContentFiles;
};
