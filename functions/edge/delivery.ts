import * as z from 'zod';
import { JobEvent } from '../../shared/contract/event.ts';

/** What the delivery machine hands its states. */
export const DeliveryInput = z.object({
  owner: z.string().min(1),
  id: z.string().min(1),
  event: JobEvent,
});

/** The same after the attempts failed, with what the last of them met. */
export const FailedDeliveryInput = DeliveryInput.extend({
  caught: z.object({ Error: z.string(), Cause: z.string() }),
});
