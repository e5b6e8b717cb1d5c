import { AssetStore } from '../../shared/media/assets.ts';
import { MediaDelivery } from '../../shared/media/delivery.ts';
import type { Clock } from '../../shared/runtime/world.ts';
import type { ObjectStore } from '../../shared/storage/object-store.ts';
import { providerOrigin } from './in-process-provider.ts';

/** Media delivery over a store of this process. */
export function createMedia(store: ObjectStore, clock: Clock): MediaDelivery {
  const assets = new AssetStore(store, clock);
  return new MediaDelivery({ assets, mode: 'auto', providerBaseUrl: providerOrigin });
}
