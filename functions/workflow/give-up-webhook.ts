import { giveUpWebhook } from '../../shared/events/give-up-webhook.ts';
import { lazy } from '../../shared/runtime/lazy.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeStorage } from '../composition/storage.ts';
import { FailedDeliveryInput } from '../edge/delivery.ts';

export const createHandler = (world: World) => {
  const work = lazy(() => composeStorage(world));
  return (event: unknown): Promise<void> => giveUpWebhook(work(), FailedDeliveryInput.parse(event));
};

export const handler = createHandler(realWorld());
