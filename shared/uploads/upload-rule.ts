import * as z from 'zod';
import { nameOf } from '../contract/names.ts';

/** What is done with objects created under `inbox/<rule>/` (api.md, S3 uploads); checked when it is configured. */
const UploadRule = z.strictObject({
  owner: nameOf('an owner'),
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
export const UploadRules = z.record(nameOf('a rule'), UploadRule);
