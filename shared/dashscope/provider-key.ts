import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../runtime/world.ts';
import { ProviderKeyError, ProviderUnreachableError } from './errors.ts';

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

  /** @throws ProviderKeyError when there is no usable key, ProviderUnreachableError when it cannot be read. */
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
      const { name } = error as Error;
      if (name === 'ResourceNotFoundException') return '';
      // without a key nothing is sent, so a submit that ends here made no task
      throw new ProviderUnreachableError(`the stored key could not be read: ${name}`, {
        cause: error,
      });
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
