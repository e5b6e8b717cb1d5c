import * as z from 'zod';

/** One rule of a bucket's CORS configuration; origins and headers may hold one `*`. */
export const CorsRule = z.object({
  allowedOrigins: z.array(z.string()),
  allowedMethods: z.array(z.string()),
  allowedHeaders: z.array(z.string()).default([]),
  exposedHeaders: z.array(z.string()).default([]),
  maxAgeSeconds: z.number().optional(),
});
export type CorsRule = z.infer<typeof CorsRule>;
