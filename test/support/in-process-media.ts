import type { Transport } from '../../shared/dashscope/transport.ts';
import { Uploads } from '../../shared/dashscope/uploads.ts';
import { RecordStore } from '../../shared/jobs/record-store.ts';
import type { AllowedSources } from '../../shared/media/allowed-sources.ts';
import { AssetStore } from '../../shared/media/assets.ts';
import type { CarrierOptions, Upload } from '../../shared/media/carrier.ts';
import { MediaDelivery } from '../../shared/media/delivery.ts';
import { uploadFileOf } from '../../shared/media/formats.ts';
import { MediaSources } from '../../shared/media/media-sources.ts';
import type { Clock } from '../../shared/runtime/world.ts';
import type { ObjectStore } from '../../shared/storage/object-store.ts';
import { providerOrigin } from './in-process-provider.ts';

type Options = Partial<Pick<CarrierOptions, 'mode' | 'providerBaseUrl' | 'upload'>> & {
  readonly allowed?: AllowedSources;
};

/** Media delivery over a store of this process; without `upload` nothing can be uploaded to the provider. */
export function createMedia(
  store: ObjectStore,
  clock: Clock,
  { allowed = {}, ...options }: Options = {},
): MediaDelivery {
  const assets = new AssetStore(store);
  const records = new RecordStore(store, clock);
  const upload: Upload = async () => {
    throw new Error('this world has no storage at the provider');
  };
  return new MediaDelivery({
    sources: new MediaSources({ store, assets, records, allowed }),
    ...{ upload, mode: 'auto', providerBaseUrl: providerOrigin },
    ...options,
  });
}

/** Uploads to the provider of a world. */
export function createUpload(
  clock: Clock,
  send: Transport,
  fetch: typeof globalThis.fetch,
): Upload {
  const uploads = new Uploads({ send, fetch, clock, baseUrl: providerOrigin });
  return (file, model) => uploads.upload(uploadFileOf(file), model);
}
