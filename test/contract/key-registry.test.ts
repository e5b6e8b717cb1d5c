import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRegistry } from '../../infra/keys/key-registry.ts';
import { ownerOfKey } from '../../shared/contract/api-key.ts';
import { startKeyGateway } from '../support/fake-key-gateway.ts';

let system: Awaited<ReturnType<typeof startKeyGateway>>;
let gateway: (typeof system)['gateway'];
let client: APIGatewayClient;
let registry: KeyRegistry;

beforeEach(async () => {
  system = await startKeyGateway();
  ({ gateway } = system);
  const { endpoint } = system;
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  client = new APIGatewayClient({ endpoint, region: 'eu-west-1', credentials });
  registry = new KeyRegistry(client, 'prod');
});

afterEach(async () => {
  client.destroy();
  await system.close();
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
