import { randomUUID } from 'node:crypto';
import type { Application } from '../../../infra/local/application.ts';
import { secretsOperations } from '../../../infra/local/secrets/operations.ts';
import { createSecretStore } from '../../../infra/local/secrets/secret-store.ts';
import { createJsonWire } from './aws.ts';
import { ownKey } from './provider.ts';

/** Secrets Manager without its socket; every secret of the templates has a value. */
export function openSecrets(file: string, { secrets, providerSecret, identities }: Application) {
  const store = createSecretStore(file, secrets, () => Date.now());
  const plant = (name: string, secretString: string) =>
    void store.put(store.find(name), {
      id: randomUUID(),
      stages: ['AWSCURRENT'],
      secretString,
      isInitial: false,
    });
  for (const { name } of secrets)
    plant(name, name === providerSecret.name ? ownKey : 'ab'.repeat(32));
  const iam = {
    service: 'secretsmanager',
    resources: ({ input }: { input: Record<string, unknown> }) => [
      store.find(String(input.SecretId)).arn,
    ],
  };
  return {
    wire: createJsonWire(secretsOperations(store), iam, identities.allows),
    /** Puts another provider key in the place of the one that is stored. */
    plantKey: (key: string) => plant(providerSecret.name, key),
  };
}
