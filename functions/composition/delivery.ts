import { MediaDelivery } from '../../shared/media/delivery.ts';
import type { World } from '../../shared/runtime/world.ts';
import { carrierOf } from './carrier.ts';
import { composeProvider } from './provider.ts';

/** Storage, the provider, and what looks at callers' media and brings it there. */
export function composeDelivery(world: World) {
  const provider = composeProvider(world);
  return { ...provider, media: new MediaDelivery(carrierOf(world, provider)) };
}

export type Delivery = ReturnType<typeof composeDelivery>;
