import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import * as z from 'zod';
import type { Asset, AssetUpload, CreateAssetRequest } from '../contract/asset.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import { createJobId } from '../jobs/job-id.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore, StoredFile } from '../storage/object-store.ts';

const uploadSeconds = 3600;

const StoredAsset = z.object({
  id: z.string(),
  owner: z.string(),
  filename: z.string(),
  content_type: z.string(),
  bytes: z.int(),
  created_at: z.string(),
});
type StoredAsset = z.infer<typeof StoredAsset>;

/** An uploaded file that is there. */
export type ReadyAsset = StoredFile & { readonly key: string };

/** Owners' uploads; they never pass through a function (design.md §5). */
export class AssetStore {
  readonly #store: ObjectStore;
  readonly #clock: Clock;

  constructor(store: ObjectStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Remembers what will be uploaded and signs a form that takes exactly that, for an hour. */
  async create(owner: string, request: CreateAssetRequest): Promise<AssetUpload> {
    const now = this.#clock.now();
    const id = createJobId('ast', now);
    const asset: StoredAsset = { id, owner, ...request, created_at: now.toISOString() };
    await this.#store.writeJson(keys.asset(owner, id), asset);
    const { url, fields } = await createPresignedPost(this.#store.client, {
      Bucket: this.#store.bucket,
      Key: keys.assetFile(owner, id),
      Fields: { 'Content-Type': request.content_type },
      Conditions: [
        ['content-length-range', 1, request.bytes],
        ['eq', '$Content-Type', request.content_type],
      ],
      Expires: uploadSeconds,
    });
    const expires_at = new Date(now.getTime() + uploadSeconds * 1000).toISOString();
    const upload = { method: 'POST', url, fields, expires_at } as const;
    return { id, object: 'asset', status: 'pending', upload };
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
