import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { AssetUpload, CreateAssetRequest } from '../contract/asset.ts';
import { createJobId } from '../jobs/job-id.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { StoredAsset } from './assets.ts';

const uploadSeconds = 3600;

/** Remembers what will be uploaded and signs a form that takes exactly that, for an hour. */
export async function createAsset(
  { store, clock }: { readonly store: ObjectStore; readonly clock: Clock },
  owner: string,
  request: CreateAssetRequest,
): Promise<AssetUpload> {
  const now = clock.now();
  const id = createJobId('ast', now);
  const asset: StoredAsset = { id, owner, ...request, created_at: now.toISOString() };
  await store.writeJson(keys.asset(owner, id), asset);
  const { url, fields } = await createPresignedPost(store.client, {
    Bucket: store.bucket,
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
