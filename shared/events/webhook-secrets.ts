import { createHmac } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../runtime/world.ts';

const keptMilliseconds = 5 * 60_000;

/** The master secret is missing: the deployment is at fault, never the caller. */
class MasterSecretError extends Error {
  override readonly name = 'MasterSecretError';
  readonly code = 'master_secret_missing';
  readonly retryable = true;
}

/** Every owner's own secret, derived from one that only Secrets Manager holds; kept for at most five minutes. */
export class WebhookSecrets {
  readonly #client: SecretsManagerClient;
  readonly #secretArn: string;
  readonly #clock: Clock;
  #kept: { master: string; until: number } | undefined;

  constructor(client: SecretsManagerClient, secretArn: string, clock: Clock) {
    this.#client = client;
    this.#secretArn = secretArn;
    this.#clock = clock;
  }

  /** `whsec_` and 32 bytes in base64, as Standard Webhooks writes secrets. @throws MasterSecretError */
  async secretOf(owner: string): Promise<string> {
    const master = await this.#master();
    return `whsec_${createHmac('sha256', master).update(owner).digest('base64')}`;
  }

  async #master(): Promise<string> {
    const now = this.#clock.now().getTime();
    if (this.#kept && this.#kept.until > now) return this.#kept.master;
    const command = new GetSecretValueCommand({ SecretId: this.#secretArn });
    const master = (await this.#client.send(command)).SecretString;
    if (!master) throw new MasterSecretError('the master secret of webhooks has no value');
    this.#kept = { master, until: now + keptMilliseconds };
    return master;
  }
}
