import { type Media, parseMedia } from '../contract/media-value.ts';
import type { ProblemCode } from '../contract/problem.ts';
import { invalidField, type ServiceError } from '../contract/service-error.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import { keys } from '../storage/keys.ts';
import { type ObjectStore, statusOf } from '../storage/object-store.ts';
import { type AllowedSources, mayRead } from './allowed-sources.ts';
import type { AssetStore } from './assets.ts';
import { dataFile, type MediaFile, storedFile } from './media-file.ts';

/** What stands behind a media value: bytes that are ours to read, or an address that only the provider follows. */
export type MediaSource =
  | { readonly kind: 'address'; readonly url: string }
  /** `inline` is the data: URI that the caller sent. */
  | { readonly kind: 'file'; readonly file: MediaFile; readonly inline?: string };

type Value = { readonly owner: string; readonly value: string; readonly pointer: string };

/** Finds callers' media in every form of api.md. What an owner may not read is not there (I6). */
export class MediaSources {
  readonly #store: ObjectStore;
  readonly #assets: AssetStore;
  readonly #records: RecordStore;
  readonly #allowed: AllowedSources;

  constructor(options: {
    store: ObjectStore;
    assets: AssetStore;
    records: RecordStore;
    allowed: AllowedSources;
  }) {
    this.#store = options.store;
    this.#assets = options.assets;
    this.#records = options.records;
    this.#allowed = options.allowed;
  }

  /** @throws ServiceError `invalid_media` at `pointer` when there is nothing, `not_ready` when there will be. */
  async find(wanted: Value): Promise<MediaSource> {
    const media = parseMedia(wanted.value);
    if ('problem' in media) throw mediaProblem(wanted, media.problem);
    if (media.form === 'url' || media.form === 'oss') return { kind: 'address', url: media.url };
    if (media.form === 'data') return this.#data(wanted, media);
    return { kind: 'file', file: await this.#stored(wanted, media) };
  }

  #data({ owner }: Value, { url, mime }: Extract<Media, { form: 'data' }>): MediaSource {
    const content = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
    const keyOf = (digest: string) => keys.inlineMedia(owner, digest);
    return { kind: 'file', file: dataFile(this.#store, { mime, content }, keyOf), inline: url };
  }

  #stored(wanted: Value, media: Extract<Media, { form: 'asset' | 's3' | 'job' }>) {
    if (media.form === 'asset') return this.#asset(wanted, media.id);
    return media.form === 'job' ? this.#job(wanted, media.id) : this.#object(wanted, media);
  }

  async #asset({ owner, pointer }: Value, id: string): Promise<MediaFile> {
    const { key, ...found } = await this.#assets.ready(owner, id, pointer);
    return storedFile(this.#store, key, found);
  }

  /** Only a job that is completed has a video that is verified (I2). */
  async #job(wanted: Value, id: string): Promise<MediaFile> {
    const job = { owner: wanted.owner, id };
    const record = await this.#records.find(job);
    if (!record) throw mediaProblem(wanted, `There is no video ${id}.`);
    if (!record.output && record.phase !== 'closed')
      throw mediaProblem(wanted, `${id} has no video yet: it is ${record.status}.`, 'not_ready');
    const found = record.output ? await this.#store.head(keys.video(job)) : undefined;
    if (!found) throw mediaProblem(wanted, `${id} has no video: it is ${record.status}.`);
    return storedFile(this.#store, keys.video(job), found);
  }

  /** What is not the owner's and what does not exist are told in the same words. */
  async #object(wanted: Value, at: { bucket: string; key: string }): Promise<MediaFile> {
    const missing = `There is no object ${wanted.value} that you may use.`;
    const { bucket } = this.#store;
    if (!mayRead(this.#allowed, { owner: wanted.owner, ownBucket: bucket }, at))
      throw mediaProblem(wanted, missing);
    const store = at.bucket === bucket ? this.#store : this.#store.of(at.bucket);
    const found = await store.head(at.key).catch(unlessForeign(at.bucket !== bucket));
    if (!found) throw mediaProblem(wanted, missing);
    return storedFile(store, at.key, found);
  }
}

/** Another account's bucket may be gone, elsewhere or closed to us; of our own that would be our fault. */
function unlessForeign(isForeign: boolean): (error: unknown) => undefined {
  return (error) => {
    const status = statusOf(error) ?? 500;
    if (!isForeign || status < 300 || status >= 500) throw error;
    return undefined;
  };
}

function mediaProblem(
  { pointer }: Value,
  detail: string,
  code: ProblemCode = 'invalid_media',
): ServiceError {
  return invalidField(code, pointer, detail);
}
