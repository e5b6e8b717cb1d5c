import { randomBytes } from 'node:crypto';
import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanKeyCommand,
  paginateGetApiKeys,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
} from '@aws-sdk/client-api-gateway';
import { ownerOfKey } from '../../shared/contract/api-key.ts';

/** A key as its operator sees it; its value is shown once, when it is made. */
export type KeyRow = {
  readonly id: string;
  readonly owner: string;
  /** Undefined for a key that a broken-off command left without one: nobody can use it. */
  readonly plan: string | undefined;
  readonly createdAt: Date | undefined;
};

type Plan = { readonly id: string; readonly name: string; readonly keyIds: readonly string[] };

/** What was asked cannot be done; the message says what can. */
class KeyCommandError extends Error {
  override readonly name = 'KeyCommandError';
  readonly code = 'key_command_invalid';
}

/** The API keys of one stage: those whose names begin as its usage plans do. */
export class KeyRegistry {
  readonly #client: APIGatewayClient;
  readonly #prefix: string;

  constructor(client: APIGatewayClient, stage: string) {
    this.#client = client;
    this.#prefix = `qwen-media/${stage}/`;
  }

  /** @returns the new key, which cannot be read again. @throws KeyCommandError for a wrong owner or plan */
  async add(owner: string, planName: string | undefined): Promise<string> {
    const value = `qm_${owner}_${randomBytes(24).toString('hex')}`;
    if (ownerOfKey(value) !== owner) {
      throw new KeyCommandError(
        `${owner}: an owner has 1 to 40 lower-case letters, digits, dashes.`,
      );
    }
    const plan = choose(await this.#plans(), planName);
    const name = `${this.#prefix}${owner}`;
    const made = await this.#client.send(new CreateApiKeyCommand({ name, value, enabled: true }));
    await this.#bind(plan, made.id ?? '');
    return value;
  }

  async list(): Promise<KeyRow[]> {
    const plans = await this.#plans();
    const rows: KeyRow[] = [];
    const pages = paginateGetApiKeys({ client: this.#client }, { nameQuery: this.#prefix });
    for await (const { items = [] } of pages) {
      for (const { id = '', name = '', createdDate: createdAt } of items) {
        const plan = plans.find(({ keyIds }) => keyIds.includes(id))?.name;
        rows.push({ id, owner: name.slice(this.#prefix.length), plan, createdAt });
      }
    }
    return rows;
  }

  /** Puts every key of an owner under another plan. @returns how many */
  async throttle(owner: string, planName: string): Promise<number> {
    const plans = await this.#plans();
    const wanted = choose(plans, planName);
    const keys = await this.#keysOf(owner);
    for (const { id } of keys) {
      const bound = plans.find(({ keyIds }) => keyIds.includes(id));
      if (bound?.id === wanted.id) continue;
      // a key has one plan a stage, so it must leave the old one first
      const place = { usagePlanId: bound?.id, keyId: id };
      if (bound) await this.#client.send(new DeleteUsagePlanKeyCommand(place));
      await this.#bind(wanted, id);
    }
    return keys.length;
  }

  /** Ends one key by its id, or all of an owner. @returns how many */
  async revoke(idOrOwner: string): Promise<number> {
    const rows = await this.list();
    const chosen = rows.filter(({ id, owner }) => id === idOrOwner || owner === idOrOwner);
    if (chosen.length === 0) throw new KeyCommandError(`There is no key of ${idOrOwner}.`);
    for (const { id: apiKey } of chosen) {
      await this.#client.send(new DeleteApiKeyCommand({ apiKey }));
    }
    return chosen.length;
  }

  async #keysOf(owner: string): Promise<KeyRow[]> {
    const rows = (await this.list()).filter((row) => row.owner === owner);
    if (rows.length === 0) throw new KeyCommandError(`There is no key of ${owner}.`);
    return rows;
  }

  async #bind(plan: Plan, keyId: string): Promise<void> {
    const place = { usagePlanId: plan.id, keyId, keyType: 'API_KEY' };
    await this.#client.send(new CreateUsagePlanKeyCommand(place));
  }

  async #plans(): Promise<Plan[]> {
    const plans: Plan[] = [];
    for await (const { items = [] } of paginateGetUsagePlans({ client: this.#client }, {})) {
      for (const { id = '', name = '' } of items) {
        if (!name.startsWith(this.#prefix)) continue;
        const keyIds = await this.#keyIdsOf(id);
        plans.push({ id, name: name.slice(this.#prefix.length), keyIds });
      }
    }
    return plans;
  }

  async #keyIdsOf(usagePlanId: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const { items = [] } of paginateGetUsagePlanKeys(
      { client: this.#client },
      { usagePlanId },
    ))
      ids.push(...items.flatMap(({ id }) => id ?? []));
    return ids;
  }
}

/** The plan of that name; without a name, the only one. */
function choose(plans: readonly Plan[], wanted: string | undefined): Plan {
  const [first, ...others] = plans.filter(({ name }) => wanted === undefined || name === wanted);
  if (first && others.length === 0) return first;
  if (plans.length === 0) throw new KeyCommandError('No usage plans: is this stage deployed here?');
  const names = plans.map(({ name }) => name).join(', ');
  throw new KeyCommandError(`Choose a plan with --plan: ${names}.`);
}
