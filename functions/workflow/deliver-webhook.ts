import { deliverWebhook } from '../../shared/events/deliver-webhook.ts';
import { lazy } from '../../shared/runtime/lazy.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeWebhookWork } from '../composition/webhook-work.ts';
import { DeliveryInput } from '../edge/delivery.ts';

export const createHandler = (world: World) => {
  const work = lazy(() => composeWebhookWork(world));
  return (event: unknown): Promise<void> => deliverWebhook(work(), DeliveryInput.parse(event));
};

export const handler = createHandler(realWorld());
