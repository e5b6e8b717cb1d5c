import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { measuredTransport } from '../../shared/dashscope/measured-transport.ts';
import { ProviderKey } from '../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../shared/dashscope/transport.ts';
import {
  MediaEnvironment,
  ProviderEnvironment,
  readEnvironment,
} from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { composeStorage } from './storage.ts';

/** Storage and the provider. */
export function composeProvider(world: World) {
  const environment = readEnvironment(ProviderEnvironment, world.environment);
  const { PROVIDER_BASE_URL: baseUrl, PROVIDER_SECRET_ARN } = environment;
  const { TRUSTED_ORIGINS: trustedOrigins } = readEnvironment(MediaEnvironment, world.environment);
  const storage = composeStorage(world);
  const secrets = new SecretsManagerClient(world.aws);
  const key = new ProviderKey(secrets, PROVIDER_SECRET_ARN, world.clock);
  const transport = createTransport({ baseUrl, key, fetch: world.fetch });
  const send = measuredTransport(transport, storage.logger, world.clock);
  return { ...storage, send, trustedOrigins };
}

export type Provider = ReturnType<typeof composeProvider>;
