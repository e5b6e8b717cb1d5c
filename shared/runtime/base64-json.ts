import * as z from 'zod';

/** JSON in base64, as it travels in a template of EventBridge's, where `<` and `>` have a meaning. */
export function base64Json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .base64()
    .transform((text) => JSON.parse(Buffer.from(text, 'base64').toString('utf8')))
    .pipe(schema);
}

export function toBase64Json(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
