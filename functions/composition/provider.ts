import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { measuredTransport } from '../../shared/dashscope/measured-transport.ts';
import { ProviderKey } from '../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../shared/dashscope/transport.ts';
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
import { composeStorage } from './storage.ts';

/** Storage, the provider, and what brings callers' media to it. */
export function composeProvider(world: World) {
  const environment = readEnvironment(ProviderEnvironment, world.environment);
  const { PROVIDER_BASE_URL: baseUrl, PROVIDER_SECRET_ARN } = environment;
  const storage = composeStorage(world);
  const secrets = new SecretsManagerClient(world.aws);
  const key = new ProviderKey(secrets, PROVIDER_SECRET_ARN, world.clock);
  const transport = createTransport({ baseUrl, key, fetch: world.fetch });
  const send = measuredTransport(transport, storage.logger, world.clock);
  const uploads = new Uploads({ send, baseUrl, fetch: world.fetch, clock: world.clock });
  const media = readEnvironment(MediaEnvironment, world.environment);
  const carrier: CarrierOptions = {
    sources: new MediaSources({ ...storage, allowed: media.ALLOWED_SOURCES }),
    upload: (file, model) => uploads.upload(uploadFileOf(file), model),
    mode: media.MEDIA_DELIVERY,
    providerBaseUrl: baseUrl,
  };
  return { ...storage, send, carrier, trustedOrigins: media.TRUSTED_ORIGINS };
}
