import * as z from 'zod';
import type { Asset } from '../contract/asset.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore, StoredFile } from '../storage/object-store.ts';

/** `uploads/{owner}/{id}/asset.json`: what was announced of an upload. */
const StoredAsset = z.object({
  id: z.string(),
  owner: z.string(),
  filename: z.string(),
  content_type: z.string(),
  bytes: z.int(),
  created_at: z.string(),
});
export type StoredAsset = z.infer<typeof StoredAsset>;

/** An uploaded file that is there. */
export type ReadyAsset = StoredFile & { readonly key: string };

/** Owners' uploads; they never pass through a function (design.md §5). */
export class AssetStore {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @throws ServiceError `not_found` for an id of nobody or of another owner. */
  async show(owner: string, id: string): Promise<Asset> {
    const asset = await this.#read(owner, id);
    if (!asset) throw new ServiceError('not_found', `There is no asset ${id}.`);
    const file = await this.#store.head(keys.assetFile(owner, id));
    const { filename, content_type, created_at } = asset;
    const status = file ? 'ready' : 'pending';
    const bytes = file?.bytes ?? null;
    return { id, object: 'asset', status, filename, content_type, bytes, created_at };
  }

  /** @throws ServiceError `invalid_media` when the asset does not exist or was not uploaded. */
  async ready(owner: string, id: string, pointer: string): Promise<ReadyAsset> {
    const asset = await this.#read(owner, id);
    const missing = `There is no asset ${id}. Create one with POST /v1/assets.`;
    if (!asset) throw invalidField('invalid_media', pointer, missing);
    const key = keys.assetFile(owner, id);
    const file = await this.#store.head(key);
    const pending = `asset:${id} was not uploaded yet: POST the file with the form it came with.`;
    if (!file) throw invalidField('invalid_media', pointer, pending);
    return { ...file, key, contentType: asset.content_type };
  }

  async #read(owner: string, id: string): Promise<StoredAsset | undefined> {
    const found = await this.#store.readJson(keys.asset(owner, id));
    return found && StoredAsset.parse(found.value);
  }
}
