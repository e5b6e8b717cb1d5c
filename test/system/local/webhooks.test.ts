import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Platform, startPlatform } from '../../../infra/local/platform.ts';
import { synthesize } from '../../../infra/local/synthesize.ts';
import { closeServer, listen } from '../../../infra/local/wire/listen.ts';
import { JobEvent } from '../../../shared/contract/event.ts';
import { WebhookSecret } from '../../../shared/contract/webhook.ts';
import { Caller, problemOf } from '../../support/caller.ts';
import { untilClosed } from '../../support/jobs.ts';
import { findLeaks } from '../../support/leaks.ts';
import { projectRoot } from '../../support/project-root.ts';

type Received = {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

/** What must be seen by nobody but the receiver. */
const secretPath = 'T024-planted-in-a-path';
const otherKey = 'qm_other_8a6d0c4e2f1b9357d5e3a1c7';
const ownKey = 'qm_own_3f9c1d7e5b2a4806c9e1f7d3a5b4';

const received: Received[] = [];
let receiver: Server;
let origin: string;
let directory: string;
let platform: Platform;
let owner: Caller;
let s3: S3Client;

/** `/refusing` answers 500 to every first attempt, `/gone` 410, anything else 200. */
function statusFor(path: string, id: unknown): number {
  if (path.startsWith('/gone')) return 410;
  const attempts = received.filter(({ headers }) => headers['webhook-id'] === id);
  return path.startsWith('/refusing') && attempts.length === 1 ? 500 : 200;
}

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url: path = '', headers } = request;
    received.push({ path, headers, body });
    response.writeHead(statusFor(path, headers['webhook-id'])).end();
  });
  origin = `http://127.0.0.1:${await listen(receiver, 0)}`;
  directory = await mkdtemp(join(tmpdir(), 'qwen-webhooks-'));
  await start();
  const { region, credentials, s3: endpoint } = platform.endpoints;
  s3 = new S3Client({ region, credentials, endpoint });
});

afterAll(async () => {
  s3.destroy();
  await platform.close();
  await rm(directory, { recursive: true });
  await closeServer(receiver);
});

/** A platform of its own, because it must trust the receiver before it starts. */
async function start(): Promise<void> {
  platform = await startPlatform(projectRoot, await synthesize(projectRoot, () => {}), {
    port: 0,
    directory,
    apiKeys: [ownKey, otherKey],
    provider: undefined,
    twinSpeed: 33,
    webhookOrigins: [origin],
  });
  owner = callerWith(ownKey);
}

function callerWith(key: string): Caller {
  const repliesFile = join(directory, 'replies.jsonl');
  return new Caller({ api: platform.endpoints.api, key, repliesFile });
}

const startJob = (path: string) =>
  owner.createVideo({
    prompt: `A rocket for ${path}`,
    duration: 2,
    webhook_url: `${origin}${path}?key=${secretPath}`,
  });

async function keysUnder(prefix: string): Promise<string[]> {
  const { bucket } = platform.endpoints;
  const list = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return (list.Contents ?? []).flatMap(({ Key }) => Key ?? []);
}

/** The deliveries of a job that a receiver got so far, in their order. */
const deliveriesOf = (id: string) =>
  received.filter(({ headers }) => String(headers['webhook-id']).startsWith(id));

const untilForgotten = (id: string) =>
  vi.waitFor(
    async () => {
      const kept = await keysUnder(`videos/own/${id}/`);
      expect(kept.filter((key) => key.endsWith('webhook.json'))).toEqual([]);
    },
    { interval: 100, timeout: 20_000 },
  );

async function eventsOf(id: string): Promise<JobEvent[]> {
  const answer = await fetch(`${platform.endpoints.events}/_events?after=0`);
  const { events } = (await answer.json()) as {
    events: { busName: string; event: { detail: unknown } }[];
  };
  const ours = events.filter(({ busName }) => busName === 'qwen-media');
  return ours.map(({ event }) => JobEvent.parse(event.detail)).filter((e) => e.subject === id);
}

async function secretOf(caller: Caller): Promise<string> {
  return WebhookSecret.parse((await caller.get('/v1/webhook-secret')).json).secret;
}

describe('a job with a webhook', () => {
  it('is told on the bus and to its receiver, who can verify each event', async () => {
    const { id, request } = await startJob('/hook');
    expect(request.webhook_url).toBe(origin);
    await untilClosed(owner, id);
    await untilForgotten(id);
    const names = ['queued', 'started', 'completed'];
    const ids = names.map((name) => `${id}.${name}`);
    const events = await eventsOf(id);
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
    const found = await s3.send(new GetObjectCommand({ Bucket: platform.endpoints.bucket, Key }));
    const letter = JSON.parse((await found.Body?.transformToString()) ?? '');
    expect(letter).toMatchObject({ owner: 'own', origin, error: { name: 'WebhookGone' } });
  });

  it('shows its address to nobody: no reply, record, event, log or journal', async () => {
    const { id } = await startJob('/hook');
    await untilClosed(owner, id);
    await untilForgotten(id);
    expect(await findLeaks(directory, [secretPath])).toEqual([]);
    expect(JSON.stringify(await eventsOf(id))).not.toContain(secretPath);
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
    expect(await secretOf(callerWith(otherKey))).not.toBe(before);
    await platform.close();
    await start();
    expect(await secretOf(owner)).toBe(before);
  });
});
