import type { JobEvent } from '../contract/event.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Clock } from '../runtime/world.ts';
import type { JobReference } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { eventNameOf } from './job-event.ts';
import type { PostWebhook } from './post-webhook.ts';
import { signWebhook } from './sign-webhook.ts';
import { findWebhook, settleWebhook } from './webhook.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

/** What an execution of the delivery machine is started with. */
export type Delivery = JobReference & { readonly event: JobEvent };

/** What giving up a delivery works with. */
export type DeliveryWork = {
  readonly store: ObjectStore;
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** What delivering works with. */
export type WebhookWork = DeliveryWork & {
  readonly secrets: WebhookSecrets;
  readonly post: PostWebhook;
};

/** The receiver did not take the event; a later attempt may help. Says nothing of the address. */
class WebhookFailed extends Error {
  override readonly name = 'WebhookFailed';
  readonly code = 'webhook_failed';
  readonly retryable = true;
}

/** The receiver wants no more events (HTTP 410). */
class WebhookGone extends Error {
  override readonly name = 'WebhookGone';
  readonly code = 'webhook_gone';
  readonly retryable = false;
}

const contentType = 'application/cloudevents+json; charset=utf-8';

/**
 * Makes one attempt to tell a receiver of an event, signed as in Standard Webhooks.
 * @throws WebhookFailed, WebhookGone
 */
export async function deliverWebhook(work: WebhookWork, delivery: Delivery): Promise<void> {
  const { owner, event } = delivery;
  const url = await findWebhook(work, delivery);
  if (url === undefined) return work.logger.info('webhook.absent', { id: event.id, owner });
  const body = JSON.stringify(event);
  const secret = await work.secrets.secretOf(owner);
  const signed = signWebhook(secret, { id: event.id, at: work.clock.now(), body });
  const headers = { 'content-type': contentType, 'user-agent': 'qwen-media', ...signed };
  checkStatus(await send(work, url, { headers, body }));
  await settleWebhook(work, delivery, eventNameOf(event));
  work.logger.info('webhook.delivered', { id: event.id, owner });
}

/** Errors of the network may quote the address they were about: only their kind is told. */
async function send(
  { post }: WebhookWork,
  url: string,
  message: Parameters<PostWebhook>[1],
): Promise<number> {
  try {
    return await post(url, message);
  } catch (error) {
    const { name, code, cause } = error as Error & { code?: string; cause?: { code?: string } };
    throw new WebhookFailed(`the receiver was not reached: ${cause?.code ?? code ?? name}`);
  }
}

function checkStatus(status: number): void {
  if (status >= 200 && status < 300) return;
  if (status === 410) throw new WebhookGone('the receiver answered HTTP 410');
  throw new WebhookFailed(`the receiver answered HTTP ${status}`);
}
