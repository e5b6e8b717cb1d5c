import { createHmac } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebhookSecret } from '../../../shared/contract/webhook.ts';
import { type Caller, problemOf } from '../../support/caller.ts';
import { untilClosed } from '../../support/jobs.ts';
import { findLeaks } from '../../support/leaks.ts';
import { startWebhookPlatform } from '../../support/webhook-platform.ts';

/** What must be seen by nobody but the receiver. */
const secretPath = 'T024-planted-in-a-path';
const otherKey = 'qm_other_8a6d0c4e2f1b9357d5e3a1c7';
const ownKey = 'qm_own_3f9c1d7e5b2a4806c9e1f7d3a5b4';

let system: Awaited<ReturnType<typeof startWebhookPlatform>>;
let owner: Caller;
let s3: S3Client;

/** `/refusing` answers 500 to every first attempt, `/gone` 410, anything else 200. */
function answersOf(path: string, attempts: number): number {
  if (path.startsWith('/gone')) return 410;
  return path.startsWith('/refusing') && attempts === 1 ? 500 : 200;
}

beforeAll(async () => {
  system = await startWebhookPlatform([ownKey, otherKey], answersOf);
  owner = system.callerWith(ownKey);
  const { region, credentials, s3: endpoint } = system.endpoints();
  s3 = new S3Client({ region, credentials, endpoint });
});

afterAll(async () => {
  s3.destroy();
  await system.close();
});

const startJob = (path: string) =>
  owner.createVideo({
    prompt: `A rocket for ${path}`,
    duration: 2,
    webhook_url: `${system.receiver.origin}${path}?key=${secretPath}`,
  });

async function keysUnder(prefix: string): Promise<string[]> {
  const { bucket } = system.endpoints();
  const list = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return (list.Contents ?? []).flatMap(({ Key }) => Key ?? []);
}

const deliveriesOf = (id: string) => system.receiver.deliveriesOf(id);

const untilForgotten = (id: string) =>
  vi.waitFor(
    async () => {
      const kept = await keysUnder(`videos/own/${id}/`);
      expect(kept.filter((key) => key.endsWith('webhook.json'))).toEqual([]);
    },
    { interval: 100, timeout: 20_000 },
  );

async function secretOf(caller: Caller): Promise<string> {
  return WebhookSecret.parse((await caller.get('/v1/webhook-secret')).json).secret;
}

describe('a job with a webhook', () => {
  it('is told on the bus and to its receiver, who can verify each event', async () => {
    const { id, request } = await startJob('/hook');
    expect(request.webhook_url).toBe(system.receiver.origin);
    await untilClosed(owner, id);
    await untilForgotten(id);
    const names = ['queued', 'started', 'completed'];
    const ids = names.map((name) => `${id}.${name}`);
    const events = await system.eventsOf(id);
    // at least once each
    expect([...new Set(events.map((event) => event.id))]).toEqual(ids);
    expect(events.at(-1)?.data).toMatchObject({ status: 'completed', output: { video: {} } });
    const key = Buffer.from((await secretOf(owner)).slice('whsec_'.length), 'base64');
    const deliveries = deliveriesOf(id);
    expect(deliveries.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(
      ids.toSorted(),
    );
    for (const { headers, body } of deliveries) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const signature = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
      expect(events).toContainEqual(JSON.parse(body));
    }
  });

  it('is told again when its receiver fails', async () => {
    const { id } = await startJob('/refusing');
    await untilClosed(owner, id);
    await untilForgotten(id);
    const attempts = deliveriesOf(id).map(({ headers }) => headers['webhook-id']);
    const twice = ['completed', 'queued', 'started'].flatMap((name) =>
      Array(2).fill(`${id}.${name}`),
    );
    expect(attempts.toSorted()).toEqual(twice);
  });

  it('leaves dead letters when its receiver is gone', async () => {
    const { id } = await startJob('/gone');
    await untilClosed(owner, id);
    await untilForgotten(id);
    expect(deliveriesOf(id)).toHaveLength(3);
    const prefix = `dead-letters/webhooks/${id}.`;
    const letters = ['completed', 'queued', 'started'].map((name) => `${prefix}${name}.json`);
    expect(await keysUnder(prefix)).toEqual(letters);
    const Key = letters[0];
    const found = await s3.send(new GetObjectCommand({ Bucket: system.endpoints().bucket, Key }));
    const letter = JSON.parse((await found.Body?.transformToString()) ?? '');
    expect(letter).toMatchObject({
      owner: 'own',
      origin: system.receiver.origin,
      error: { name: 'WebhookGone' },
    });
  });

  it('shows its address to nobody: no reply, record, event, log or journal', async () => {
    const { id } = await startJob('/hook');
    await untilClosed(owner, id);
    await untilForgotten(id);
    expect(await findLeaks(system.directory, [secretPath])).toEqual([]);
    expect(JSON.stringify(await system.eventsOf(id))).not.toContain(secretPath);
  });
});

describe('a webhook address', () => {
  it('on this machine is refused unless it is trusted', async () => {
    const webhook_url = 'http://127.0.0.1:9/';
    const reply = await owner.post('/v1/videos', { prompt: 'A cat', webhook_url });
    const { status, errors } = problemOf(reply);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ pointer: '/webhook_url' }]);
  });
});

describe('GET /v1/webhook-secret', () => {
  it('gives every owner another secret, the same after a restart', async () => {
    const before = await secretOf(owner);
    expect(await secretOf(system.callerWith(otherKey))).not.toBe(before);
    await system.restart();
    expect(await secretOf(system.callerWith(ownKey))).toBe(before);
  });
});
