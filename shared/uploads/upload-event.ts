import * as z from 'zod';
import { base64Json } from '../runtime/base64-json.ts';
import { UploadRules } from './upload-rule.ts';

/** An "Object Created" of S3 as its rule hands it on, with the rules as the templates have them, in base64. */
export const UploadEvent = z.object({
  rules: base64Json(UploadRules),
  event: z.object({
    id: z.string(),
    /** ISO 8601; what an event is of that tries another one again stands in `since`. */
    time: z.string().optional(),
    detail: z.looseObject({
      object: z.looseObject({
        key: z.string(),
        size: z.int().optional(),
        etag: z.string().optional(),
        'version-id': z.string().optional(),
        sequencer: z.string(),
      }),
      /** Of a dead letter: the job in whose place another one is to be made of the object. */
      redrive: z.string().optional(),
      /** Whether that job, or one before it, may have been paid for; absent where nobody knows. */
      maybe_billed: z.boolean().optional(),
      /** Of a dead letter: when its first event came, or the job began in whose place another one is to be made. */
      since: z.string().optional(),
    }),
  }),
});
export type UploadEvent = z.infer<typeof UploadEvent>;
