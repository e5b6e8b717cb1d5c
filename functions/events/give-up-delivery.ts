import * as z from 'zod';
import { giveUpWebhook } from '../../shared/events/give-up-webhook.ts';
import { lazy } from '../../shared/runtime/lazy.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeStorage } from '../composition/storage.ts';
import { DeliveryInput } from '../edge/delivery.ts';

/** EventBridge's "Step Functions Execution Status Change"; `input` is the execution's, as JSON text. */
const StatusChange = z.object({ detail: z.object({ status: z.string(), input: z.string() }) });

export const createHandler = (world: World) => {
  const work = lazy(() => composeStorage(world));
  return async (event: unknown): Promise<void> => {
    const { status, input } = StatusChange.parse(event).detail;
    const caught = { Error: `Delivery.${status}`, Cause: '' };
    await giveUpWebhook(work(), { ...DeliveryInput.parse(JSON.parse(input)), caught });
  };
};

export const handler = createHandler(realWorld());
