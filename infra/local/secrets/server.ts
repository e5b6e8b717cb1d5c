import { randomBytes, randomUUID } from 'node:crypto';
import type { Authorize } from '../wire/authorize.ts';
import { type AwsJsonServer, startAwsJson } from '../wire/aws-json.ts';
import { secretsOperations } from './operations.ts';
import { createSecretStore, type Secret, type SecretStore } from './secret-store.ts';

export type SecretsOptions = {
  readonly port: number;
  /** Where the values live; created with mode 0600. */
  readonly file: string;
  /** A `generated` one gets a random value when it has none, as CloudFormation gives it at its creation. */
  readonly secrets: readonly (Secret & { readonly generated?: boolean })[];
  /** Values by secret name. They follow the platform: a value that a caller has put is not overwritten. */
  readonly initial?: Readonly<Record<string, string>>;
  readonly authorize?: Authorize;
  /** Epoch milliseconds. */
  readonly now?: () => number;
};

/** Secrets Manager on the real AwsJson 1.1 wire, for the secrets of the templates. */
export async function startSecrets(options: SecretsOptions): Promise<AwsJsonServer> {
  const { port, authorize, now = () => Date.now() } = options;
  const store = createSecretStore(options.file, options.secrets, now);
  for (const [name, value] of Object.entries(options.initial ?? {})) {
    putInitial(store, store.find(name), value);
  }
  for (const secret of options.secrets) if (secret.generated) putGenerated(store, secret);
  return startAwsJson({
    port,
    version: '1.1',
    targetPrefix: 'secretsmanager',
    operations: secretsOperations(store),
    iam: {
      service: 'secretsmanager',
      resources: ({ input }) => [store.find(String(input.SecretId)).arn],
    },
    authorize,
  });
}

function putGenerated(store: SecretStore, secret: Secret): void {
  if (store.versionsOf(secret).length > 0) return;
  const secretString = randomBytes(32).toString('hex');
  store.put(secret, { id: randomUUID(), stages: ['AWSCURRENT'], secretString, isInitial: true });
}

function putInitial(store: SecretStore, secret: Secret, secretString: string): void {
  const current = store.versionsOf(secret).find(({ stages }) => stages.includes('AWSCURRENT'));
  if (current && (!current.isInitial || current.secretString === secretString)) return;
  store.put(secret, { id: randomUUID(), stages: ['AWSCURRENT'], secretString, isInitial: true });
}
