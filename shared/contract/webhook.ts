import * as z from 'zod';

/** `GET /v1/webhook-secret`: what an owner checks the signatures of webhooks with. */
export const WebhookSecret = z
  .object({
    object: z.literal('webhook_secret'),
    secret: z.string().meta({ description: 'As in Standard Webhooks: whsec_ and base64.' }),
  })
  .meta({ id: 'WebhookSecret' });
export type WebhookSecret = z.infer<typeof WebhookSecret>;
