import * as z from 'zod';
import { keys } from '../storage/keys.ts';
import type { Delivery, DeliveryWork } from './deliver-webhook.ts';
import { eventNameOf } from './job-event.ts';
import { findWebhook, settleWebhook, webhookOrigin } from './webhook.ts';

/** What Step Functions says of the last attempt; `Cause` is Lambda's JSON when the function failed by itself. */
export type CaughtError = { readonly Error: string; readonly Cause: string };

const LambdaCause = z.object({ errorMessage: z.string() });

/**
 * Keeps what could not be delivered as a dead letter: the event, and where it was to go without the path
 * (it may be a secret).
 */
export async function giveUpWebhook(
  work: DeliveryWork,
  delivery: Delivery & { readonly caught: CaughtError },
): Promise<void> {
  const { owner, event, caught } = delivery;
  const url = await findWebhook(work, delivery);
  if (url === undefined) return work.logger.info('webhook.absent', { id: event.id, owner });
  await work.store.writeJson(keys.deadLetter('webhooks', event.id), {
    owner,
    origin: webhookOrigin(url),
    given_up_at: work.clock.now().toISOString(),
    error: { name: caught.Error, message: messageOf(caught) },
    event,
  });
  await settleWebhook(work, delivery, eventNameOf(event));
  work.logger.info('webhook.given_up', { id: event.id, owner, error: caught.Error });
}

function messageOf({ Error: name, Cause }: CaughtError): string {
  try {
    return LambdaCause.parse(JSON.parse(Cause)).errorMessage;
  } catch {
    return name;
  }
}
