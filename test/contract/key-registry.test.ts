import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRegistry } from '../../infra/keys/key-registry.ts';
import { ownerOfKey } from '../../shared/contract/api-key.ts';

type Body = { name: string; value: string; keyId: string };

/** API Gateway’s keys and plans on its REST wire, as far as the registry speaks it. */
class FakeGateway {
  readonly keys = new Map<string, { name: string; value: string }>();
  readonly plans = new Map([
    ['p1', { name: 'qwen-media/prod/standard', keyIds: new Set<string>() }],
    ['p2', { name: 'qwen-media/prod/slow', keyIds: new Set<string>() }],
    ['p3', { name: 'qwen-media/dev/standard', keyIds: new Set<string>() }],
  ]);

  answer(method: string, url: URL, body: Body): unknown {
    const [, kind = '', id = '', , keyId = ''] = url.pathname.split('/');
    const plan = this.plans.get(id);
    if (kind === 'apikeys') return this.#answerKeys(method, id, url, body);
    if (plan === undefined) {
      return { item: [...this.plans].map(([planId, { name }]) => ({ id: planId, name })) };
    }
    if (method === 'POST') return this.#bind(id, body.keyId);
    if (method === 'DELETE') plan.keyIds.delete(decodeURIComponent(keyId));
    return { item: [...plan.keyIds].map((one) => ({ id: one, type: 'API_KEY' })) };
  }

  #answerKeys(method: string, id: string, url: URL, { name, value }: Body): unknown {
    if (method === 'POST') {
      const made = `k${this.keys.size + 1}`;
      this.keys.set(made, { name, value });
      return { id: made, name };
    }
    if (method === 'DELETE') this.keys.delete(id);
    const prefix = url.searchParams.get('name') ?? '';
    const found = [...this.keys].filter(([, key]) => key.name.startsWith(prefix));
    return { item: found.map(([keyId, key]) => ({ id: keyId, name: key.name })) };
  }

  #bind(planId: string, keyId: string): unknown {
    for (const { keyIds } of this.plans.values()) {
      if (keyIds.has(keyId)) throw new Error('one plan a stage');
    }
    this.plans.get(planId)?.keyIds.add(keyId);
    return { id: keyId };
  }
}

let gateway: FakeGateway;
let server: Server;
let client: APIGatewayClient;
let registry: KeyRegistry;

async function bodyOf(message: IncomingMessage): Promise<Body> {
  return JSON.parse((await text(message)) || '{}');
}

beforeEach(async () => {
  gateway = new FakeGateway();
  server = createServer(async (message, response) => {
    const url = new URL(message.url ?? '', 'http://gateway');
    const answer = gateway.answer(message.method ?? '', url, await bodyOf(message));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  client = new APIGatewayClient({ endpoint, region: 'eu-west-1', credentials });
  registry = new KeyRegistry(client, 'prod');
});

afterEach(async () => {
  client.destroy();
  await new Promise((closed) => server.close(closed));
});

describe('the key registry', () => {
  it('makes a key of the documented form under the plan that was asked for', async () => {
    const key = await registry.add('acme', 'standard');
    expect(ownerOfKey(key)).toBe('acme');
    expect(gateway.keys.get('k1')).toEqual({ name: 'qwen-media/prod/acme', value: key });
    expect(gateway.plans.get('p1')?.keyIds).toEqual(new Set(['k1']));
    expect(await registry.list()).toMatchObject([{ id: 'k1', owner: 'acme', plan: 'standard' }]);
  });

  it('takes the only plan of a stage, and asks where there are more', async () => {
    await new KeyRegistry(client, 'dev').add('acme', undefined);
    expect(gateway.plans.get('p3')?.keyIds.size).toBe(1);
    await expect(registry.add('acme', undefined)).rejects.toThrow('--plan: standard, slow');
    expect(gateway.keys.size).toBe(1);
  });

  it.each(['Acme', 'a_b', '', 'x'.repeat(41)])('refuses the owner %j', async (owner) => {
    await expect(registry.add(owner, 'standard')).rejects.toThrow('an owner has');
    expect(gateway.keys.size).toBe(0);
  });

  it('moves all keys of an owner to another plan, and nobody else’s', async () => {
    for (const owner of ['acme', 'acme', 'other']) await registry.add(owner, 'standard');
    expect(await registry.throttle('acme', 'slow')).toBe(2);
    const plans = (await registry.list()).map(({ owner, plan }) => `${owner} ${plan}`);
    expect(plans).toEqual(['acme slow', 'acme slow', 'other standard']);
    expect(await registry.throttle('acme', 'slow')).toBe(2);
  });

  it('revokes one key by its id, or all of an owner, of its own stage only', async () => {
    for (const owner of ['acme', 'acme', 'other']) await registry.add(owner, 'standard');
    await new KeyRegistry(client, 'dev').add('acme', undefined);
    expect(await registry.revoke('k1')).toBe(1);
    expect(await registry.revoke('acme')).toBe(1);
    expect((await registry.list()).map(({ owner }) => owner)).toEqual(['other']);
    expect([...gateway.keys.keys()]).toEqual(['k3', 'k4']);
    await expect(registry.revoke('acme')).rejects.toThrow('no key of acme');
  });

  it('says so where a stage is not deployed', async () => {
    const elsewhere = new KeyRegistry(client, 'nowhere');
    await expect(elsewhere.add('acme', undefined)).rejects.toThrow('is this stage deployed here?');
  });
});
