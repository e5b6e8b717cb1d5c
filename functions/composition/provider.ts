import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ProviderKey } from '../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../shared/dashscope/transport.ts';
import { MediaDelivery } from '../../shared/media/delivery.ts';
import {
  MediaEnvironment,
  ProviderEnvironment,
  readEnvironment,
} from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { composeStorage } from './storage.ts';

/** Storage, the provider, and the way callers' media takes to it. */
export function composeProvider(world: World) {
  const environment = readEnvironment(ProviderEnvironment, world.environment);
  const { MEDIA_DELIVERY, TRUSTED_ORIGINS } = readEnvironment(MediaEnvironment, world.environment);
  const { PROVIDER_BASE_URL, PROVIDER_SECRET_ARN } = environment;
  const storage = composeStorage(world);
  const secrets = new SecretsManagerClient(world.aws);
  const key = new ProviderKey(secrets, PROVIDER_SECRET_ARN, world.clock);
  const media = new MediaDelivery({
    assets: storage.assets,
    mode: MEDIA_DELIVERY,
    providerBaseUrl: PROVIDER_BASE_URL,
  });
  const send = createTransport({ baseUrl: PROVIDER_BASE_URL, key, fetch: world.fetch });
  return { ...storage, send, media, trustedOrigins: TRUSTED_ORIGINS };
}
