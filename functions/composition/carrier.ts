import { Uploads } from '../../shared/dashscope/uploads.ts';
import type { CarrierOptions } from '../../shared/media/carrier.ts';
import { uploadFileOf } from '../../shared/media/formats.ts';
import { MediaSources } from '../../shared/media/media-sources.ts';
import {
  MediaEnvironment,
  ProviderEnvironment,
  readEnvironment,
} from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { Provider } from './provider.ts';

/** What brings callers' media to the provider. */
export function carrierOf(world: World, provider: Provider): CarrierOptions {
  const { PROVIDER_BASE_URL: baseUrl } = readEnvironment(ProviderEnvironment, world.environment);
  const environment = readEnvironment(MediaEnvironment, world.environment);
  const { fetch, clock } = world;
  const uploads = new Uploads({ send: provider.send, baseUrl, fetch, clock });
  return {
    sources: new MediaSources({ ...provider, allowed: environment.ALLOWED_SOURCES }),
    upload: (file, model) => uploads.upload(uploadFileOf(file), model),
    mode: environment.MEDIA_DELIVERY,
    providerBaseUrl: baseUrl,
  };
}
