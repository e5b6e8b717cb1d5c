import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EventType } from '../../../shared/contract/event.ts';
import { VisionJob } from '../../../shared/contract/vision-job.ts';
import type { Caller } from '../../support/caller.ts';
import { patience } from '../../support/jobs.ts';
import { photo } from '../../support/media.ts';
import { startWebhookPlatform } from '../../support/webhook-platform.ts';

const key = 'qm_own_3f9c1d7e5b2a4806c9e1f7d3a5b4';
let system: Awaited<ReturnType<typeof startWebhookPlatform>>;
let owner: Caller;

beforeAll(async () => {
  system = await startWebhookPlatform([key], () => 200);
  owner = system.callerWith(key);
});
afterAll(() => system.close());

async function makeVideo(prompt: string, more: object = {}): Promise<string> {
  const webhook_url = `${system.receiver.origin}/videos`;
  return (await owner.createVideo({ prompt, duration: 2, webhook_url, ...more })).id;
}

async function cancelVideo(prompt: string): Promise<string> {
  const id = await makeVideo(prompt);
  await owner.post(`/v1/videos/${id}/cancel`, {});
  return id;
}

async function askLater(image: string): Promise<string> {
  const webhook_url = `${system.receiver.origin}/answers`;
  const body = { image, prompt: 'What is this?', max_tokens: 20, webhook_url };
  const headers = { prefer: 'respond-async' };
  const reply = await owner.send('POST', '/v1/vision/analyze', { body, headers });
  return VisionJob.parse(reply.json).id;
}

type Fate = { readonly told: readonly EventType[]; readonly create: () => Promise<string> };

/** Jobs to which, together, everything happens that can be told of jobs. */
const fates: readonly Fate[] = [
  {
    told: ['video.queued', 'video.started', 'video.completed'],
    create: () => makeVideo('A rocket'),
  },
  {
    told: ['video.queued', 'video.failed'],
    create: () => makeVideo('No rocket [[twin:task_failed]]'),
  },
  {
    told: ['video.queued', 'video.cancelled'],
    create: () => cancelVideo('A rocket that waits [[twin:slow_pending seconds=36000]]'),
  },
  {
    // the provider knows nothing of the task while the deadline is ten seconds away: ten looks at most, and a last one
    told: ['video.queued', 'video.timed_out', 'video.started', 'video.recovered'],
    create: () =>
      makeVideo('A rocket nobody sees [[twin:unknown_early times=11]]', { deadline_seconds: 1000 }),
  },
  {
    told: ['vision.completed'],
    create: () => askLater(`data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`),
  },
  {
    // only the provider can find out that nothing is there
    told: ['vision.failed'],
    create: () => askLater('https://nowhere.invalid/a.jpg'),
  },
];

describe('what happens to a job', { concurrent: true }, () => {
  it.each(fates)('is heard on the bus and by its webhook: $told', async ({ told, create }) => {
    const id = await create();
    const heard = new Set(told);
    await vi.waitFor(
      async () => {
        const events = await system.eventsOf(id);
        const deliveries = system.receiver.deliveriesOf(id).map(({ body }) => JSON.parse(body));
        expect(new Set(events.map(({ type }) => type))).toEqual(heard);
        expect(new Set(deliveries.map(({ type }) => type))).toEqual(heard);
        // a delivery is the event itself
        expect(events).toEqual(expect.arrayContaining(deliveries));
      },
      { interval: 200, timeout: patience },
    );
  });

  it('is, over all of them, everything that the contract can tell', ({ expect }) => {
    const types = new Set(fates.flatMap(({ told }) => told));
    expect([...types].toSorted()).toEqual(EventType.options.toSorted());
  });
});
