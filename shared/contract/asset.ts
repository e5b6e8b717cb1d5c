import * as z from 'zod';

/** What the largest model accepts of anything: a 2 GB video (dashscope-api §10.2). */
const maxAssetBytes = 2 * 1024 ** 3;

/** `POST /v1/assets`: what will be uploaded. `bytes` is the exact size of the file. */
export const CreateAssetRequest = z
  .strictObject({
    filename: z.string().min(1).max(255),
    content_type: z
      .string()
      .regex(/^(image|video|audio)\/[\w.+-]{1,100}$/, 'Give an image/…, video/… or audio/… type.'),
    bytes: z.int().min(1).max(maxAssetBytes),
  })
  .meta({ id: 'CreateAssetRequest' });
export type CreateAssetRequest = z.infer<typeof CreateAssetRequest>;

/** A new asset and the form that uploads it: POST every field, then the file as `file`, to `url`. */
export const AssetUpload = z
  .object({
    id: z.string(),
    object: z.literal('asset'),
    status: z.literal('pending'),
    upload: z.object({
      method: z.literal('POST'),
      url: z.string(),
      fields: z.record(z.string(), z.string()),
      expires_at: z.string(),
    }),
  })
  .meta({ id: 'AssetUpload' });
export type AssetUpload = z.infer<typeof AssetUpload>;

/** An asset; `bytes` is what is stored, `null` until the upload is there. */
export const Asset = z
  .object({
    id: z.string(),
    object: z.literal('asset'),
    status: z.enum(['pending', 'ready']),
    filename: z.string(),
    content_type: z.string(),
    bytes: z.int().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'Asset' });
export type Asset = z.infer<typeof Asset>;
