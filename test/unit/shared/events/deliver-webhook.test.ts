import { createHmac } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventName } from '../../../../shared/contract/event.ts';
import { deliverWebhook, type WebhookWork } from '../../../../shared/events/deliver-webhook.ts';
import { giveUpWebhook } from '../../../../shared/events/give-up-webhook.ts';
import { jobEvent } from '../../../../shared/events/job-event.ts';
import { keepWebhook } from '../../../../shared/events/webhook.ts';
import type { WebhookSecrets } from '../../../../shared/events/webhook-secrets.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { startAnnouncingWorld } from './announcing-world.ts';
import { histories, sampleRecord } from './sample-record.ts';

const url = 'https://hooks.example.com/T0/secret-path?token=1';
const key = Buffer.from('the-owner-of-this-key');
const secrets = {
  secretOf: async () => `whsec_${key.toString('base64')}`,
} as unknown as WebhookSecrets;

type Sent = { url: string; headers: Readonly<Record<string, string>>; body: string };

let answer: () => number;
const sent: Sent[] = [];
const world = await startAnnouncingWorld();
const work: WebhookWork = {
  ...world.work,
  secrets,
  post: async (to, message) => {
    sent.push({ url: to, ...message });
    return answer();
  },
};
afterAll(() => world.close());
beforeEach(() => {
  sent.length = 0;
  world.logs.length = 0;
  answer = () => 204;
});

async function job(history: keyof typeof histories): Promise<JobRecord> {
  const record = sampleRecord(histories[history]);
  await world.work.records.create(record);
  await keepWebhook(world.work, record, url);
  return record;
}

function delivery(record: JobRecord, name: EventName) {
  const { owner, id } = record;
  return { owner, id, event: jobEvent(record, { name, at: record.created_at }, { id }) };
}

const isKept = async (record: JobRecord) =>
  (await world.work.store.head(keys.webhook(record))) !== undefined;

const caught = {
  Error: 'WebhookFailed',
  Cause: JSON.stringify({
    errorType: 'WebhookFailed',
    errorMessage: 'the receiver answered HTTP 500',
    trace: ['at /var/task'],
  }),
};

describe('deliverWebhook', () => {
  it('posts the event as it was announced, so that its receiver can verify it', async () => {
    const record = await job('created');
    const one = delivery(record, 'queued');
    await deliverWebhook(work, one);
    const [{ headers, body, ...rest } = { headers: {}, body: '', url: '' }] = sent;
    expect(rest).toEqual({ url });
    expect(JSON.parse(body)).toEqual(one.event);
    const signed = `${one.event.id}.${headers['webhook-timestamp']}.${body}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': one.event.id,
      'webhook-timestamp': String(Date.parse('2026-11-21T05:00:00.000Z') / 1000),
      'webhook-signature': `v1,${signature}`,
    });
  });

  it.each([301, 307, 400, 404, 429, 500, 503])('fails on HTTP %i', async (status) => {
    answer = () => status;
    const attempt = deliverWebhook(work, delivery(await job('created'), 'queued'));
    await expect(attempt).rejects.toMatchObject({ name: 'WebhookFailed', retryable: true });
  });

  it('says by its error that a receiver is gone', async () => {
    answer = () => 410;
    const attempt = deliverWebhook(work, delivery(await job('created'), 'queued'));
    await expect(attempt).rejects.toMatchObject({ name: 'WebhookGone', retryable: false });
  });

  it('tells of a broken connection without the address', async () => {
    answer = () => {
      throw new TypeError(`fetch failed: ${url}`, { cause: { code: 'ECONNRESET' } });
    };
    const attempt = deliverWebhook(work, delivery(await job('created'), 'queued'));
    await expect(attempt).rejects.toThrow(/^the receiver was not reached: ECONNRESET$/);
  });

  it('keeps the address until the last event of a closed job is settled, in any order', async () => {
    const record = await job('completed');
    await deliverWebhook(work, delivery(record, 'completed'));
    await deliverWebhook(work, delivery(record, 'queued'));
    expect(await isKept(record)).toBe(true);
    await deliverWebhook(work, delivery(record, 'started'));
    expect(await isKept(record)).toBe(false);
    await deliverWebhook(work, delivery(record, 'queued'));
    expect(sent).toHaveLength(3);
  });

  it('forgets the address when deliveries of one job end at the same time', async () => {
    const record = await job('completed');
    const names = ['queued', 'started', 'completed'] as const;
    await Promise.all(names.map((name) => deliverWebhook(work, delivery(record, name))));
    expect(await isKept(record)).toBe(false);
  });

  it('keeps the address of a job that may come back from its failure', async () => {
    const record = await job('failed');
    for (const name of ['queued', 'failed'] as const)
      await deliverWebhook(work, delivery(record, name));
    expect(await isKept(record)).toBe(true);
  });

  it('keeps the address of a job that goes on', async () => {
    const record = await job('expired');
    await deliverWebhook(work, delivery(record, 'queued'));
    expect(await isKept(record)).toBe(true);
  });

  it('tells nobody of a job without a webhook', async () => {
    const record = sampleRecord();
    await deliverWebhook(work, delivery(record, 'queued'));
    expect(sent).toEqual([]);
  });

  it('writes no part of the address but its host into the log', async () => {
    await deliverWebhook(work, delivery(await job('completed'), 'completed'));
    expect(world.logs.join('\n')).not.toMatch(/secret-path|token=1/);
  });
});

describe('giveUpWebhook', () => {
  it('leaves a dead letter that says what was not told, where to and why', async () => {
    const record = await job('failed');
    const one = delivery(record, 'failed');
    await giveUpWebhook(work, { ...one, caught });
    const letter = await world.work.store.readJson(keys.deadLetter('webhooks', one.event.id));
    expect(letter?.value).toEqual({
      owner: 'acme',
      origin: 'https://hooks.example.com',
      given_up_at: '2026-11-21T05:00:00.000Z',
      error: { name: 'WebhookFailed', message: 'the receiver answered HTTP 500' },
      event: one.event,
    });
  });

  it('settles the event like a delivery does', async () => {
    const record = await job('cancelled');
    await giveUpWebhook(work, { ...delivery(record, 'cancelled'), caught });
    expect(await isKept(record)).toBe(true);
    await deliverWebhook(work, delivery(record, 'queued'));
    expect(await isKept(record)).toBe(false);
  });

  it('understands an error that Step Functions has made itself', async () => {
    const record = await job('failed');
    const one = delivery(record, 'failed');
    await giveUpWebhook(work, { ...one, caught: { Error: 'States.Timeout', Cause: '' } });
    const letter = await world.work.store.readJson(keys.deadLetter('webhooks', one.event.id));
    expect(letter?.value).toMatchObject({ error: { name: 'States.Timeout' } });
  });
});
