import * as z from 'zod';
import { UploadRules } from './upload-rule.ts';

/** An "Object Created" of S3 as its rule hands it on, with the rules as the templates have them, in base64. */
export const UploadEvent = z.object({
  rules: z
    .base64()
    .transform((text) => JSON.parse(Buffer.from(text, 'base64').toString('utf8')))
    .pipe(UploadRules),
  event: z.object({
    id: z.string(),
    detail: z.looseObject({
      object: z.looseObject({
        key: z.string(),
        size: z.int().optional(),
        etag: z.string().optional(),
        'version-id': z.string().optional(),
        sequencer: z.string(),
      }),
      /** Set by the redrive command: this is to run although it has run before. */
      redrive: z.string().optional(),
    }),
  }),
});
export type UploadEvent = z.infer<typeof UploadEvent>;
