import * as z from 'zod';

const name = (of: string) =>
  z.string().regex(/^[a-z0-9-]{1,40}$/, `${of} has 1 to 40 lower-case letters, digits and dashes`);

/** What is done with objects created under `inbox/<rule>/` (api.md, S3 uploads); checked when it is configured. */
const UploadRule = z.strictObject({
  owner: name('an owner'),
  task: z.enum(['analyze', 'reason', 'ocr', 'video']),
  /** The request, without its media. */
  request: z.record(z.string(), z.unknown()).default({}),
  /** What `<key>.request.json`, put there before the object, may set. */
  sidecar: z.array(z.string()).default([]),
  /** The field of a video request that the object goes to, where its type does not say. */
  media_field: z.string().optional(),
});
export type UploadRule = z.infer<typeof UploadRule>;

/** Rules by name. */
export const UploadRules = z.record(name('a rule'), UploadRule);
