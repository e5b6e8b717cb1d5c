import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '../../support/caller.ts';
import { untilClosed } from '../../support/jobs.ts';
import { findLeaks } from '../../support/leaks.ts';
import { photo } from '../../support/media.ts';
import { PlatformPlace, type PlatformProcess } from '../../support/platform-process.ts';
import { tasksOf } from '../../support/twin.ts';

/** Functions keep a key for minutes and never one that cannot work, so the order matters: the good one last. */
const keys = [
  ['is only blanks', '   '],
  ['is of the coding plan', 'sk-sp-5d3f1b7a9c2e4860'],
  ['is not a key', 'sk-\u00e4\u00f6\u00fc-not-a-key'],
  ['is rejected by the provider', 'sk-0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
] as const;

let platform: PlatformProcess;
let place: PlatformPlace;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  place = await PlatformPlace.make();
  platform = await place.start();
  const { region, credentials, secrets: endpoint } = platform.endpoints;
  secrets = new SecretsManagerClient({ region, credentials, endpoint });
});

afterAll(async () => {
  secrets.destroy();
  await platform.end('SIGTERM');
  await place.remove();
});

const store = (SecretString: string) =>
  secrets.send(
    new PutSecretValueCommand({ SecretId: platform.endpoints.providerSecretArn, SecretString }),
  );

const ask = (more: object = {}) =>
  platform.caller.post('/v1/vision/analyze', {
    prompt: 'What is this?',
    image: `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`,
    ...more,
  });

describe.each(keys)('a stored provider key that %s', (what, key) => {
  const prompt = `A rocket without a key that works: it ${what}`;

  it('is the operator’s to mend, which callers are told without the key', async () => {
    await store(key);
    const started = platform.caller.createVideo({ prompt, duration: 2 });
    for (const reply of await Promise.all([ask(), ask({ stream: true })])) {
      expect(problemOf(reply)).toMatchObject({ status: 503, code: 'provider_misconfigured' });
      expect(reply.text).not.toMatch(/sk-|Secrets|arn:/);
    }
    const job = await untilClosed(platform.caller, (await started).id);
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'provider_misconfigured', stage: 'submit', maybe_billed: false },
      provider: { task_id: null },
    });
    expect(await tasksOf(platform.endpoints.twin, prompt)).toEqual([]);
  });
});

describe('after the right key is stored', () => {
  it('everything works at once, and no key that was tried has come out anywhere', async () => {
    const { twinKeys, apiKeys, providerSecretArn } = platform.endpoints;
    await store(twinKeys[0] ?? '');
    const stored = await secrets.send(new DescribeSecretCommand({ SecretId: providerSecretArn }));
    expect(stored.ARN).toBe(providerSecretArn);
    expect((await ask()).status).toBe(200);
    const { id } = await platform.caller.createVideo({ prompt: 'A rocket at last', duration: 2 });
    expect(await untilClosed(platform.caller, id)).toMatchObject({ status: 'completed' });

    const planted = keys.map(([, key]) => key).filter((key) => key.trim() !== '');
    // a search that finds what must be there is a search
    expect(await findLeaks(place.directory, ['provider_misconfigured'])).not.toEqual([]);
    const leaks = await findLeaks(place.directory, [...planted, ...apiKeys, ...twinKeys]);
    expect(leaks).toEqual([]);
    const printed = platform.output();
    expect([...planted, ...twinKeys].filter((key) => printed.includes(key))).toEqual([]);
  });
});
