import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../runtime/world.ts';
import { ProviderKeyError } from './errors.ts';

const keptMilliseconds = 5 * 60_000;
const setUpHint =
  'Store a pay-as-you-go key (sk-…) in the provider secret; README, Deploy, shows how.';

/** The provider's key as Secrets Manager holds it, kept for at most five minutes. */
export class ProviderKey {
  readonly #client: SecretsManagerClient;
  readonly #secretArn: string;
  readonly #clock: Clock;
  #kept: { key: string; until: number } | undefined;

  constructor(client: SecretsManagerClient, secretArn: string, clock: Clock) {
    this.#client = client;
    this.#secretArn = secretArn;
    this.#clock = clock;
  }

  /** @throws ProviderKeyError when there is no usable key. */
  async read(): Promise<string> {
    const now = this.#clock.now().getTime();
    if (this.#kept && this.#kept.until > now) return this.#kept.key;
    return this.readAgain();
  }

  /** Asks Secrets Manager whatever is kept: after a 401 the key may have been rotated. */
  async readAgain(): Promise<string> {
    const key = checkKey(await this.#fetch());
    this.#kept = { key, until: this.#clock.now().getTime() + keptMilliseconds };
    return key;
  }

  async #fetch(): Promise<string> {
    try {
      const command = new GetSecretValueCommand({ SecretId: this.#secretArn });
      return (await this.#client.send(command)).SecretString?.trim() ?? '';
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return '';
      throw error;
    }
  }
}

function checkKey(key: string): string {
  if (!key) throw new ProviderKeyError(`No provider key is stored. ${setUpHint}`);
  if (key.startsWith('sk-sp-'))
    throw new ProviderKeyError(`A Coding Plan key (sk-sp-…) does not work here. ${setUpHint}`);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new ProviderKeyError(`What is stored is not a key. ${setUpHint}`);
  return key;
}
