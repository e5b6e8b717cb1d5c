import { createHmac } from 'node:crypto';

/** The metadata that Standard Webhooks 1.0 puts beside a body. */
export type WebhookHeaders = Readonly<
  Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>
>;

/**
 * Signs a body as Standard Webhooks 1.0 does (spec, Signature scheme): HMAC-SHA256 over `id.timestamp.body`.
 * @param secret `whsec_` and base64
 * @param message.at when this attempt is made; a retry has a time of its own
 */
export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly at: Date; readonly body: string },
): WebhookHeaders {
  const { id, at, body } = message;
  const timestamp = Math.floor(at.getTime() / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': `${timestamp}`,
    'webhook-signature': `v1,${signature}`,
  };
}
