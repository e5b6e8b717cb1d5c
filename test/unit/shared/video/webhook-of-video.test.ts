import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { deleteVideo } from '../../../../shared/video/delete-video.ts';
import { startAnnouncingWorld } from '../events/announcing-world.ts';

const caller = { owner: 'acme', retryCount: 0 };
const webhook_url = 'https://hooks.example.com/T0/secret-path?token=1';

const world = await startAnnouncingWorld();
const { creator } = world;
afterAll(() => world.close());
beforeEach(() => world.forget());

const create = (request: object) =>
  createVideo(creator, caller, CreateVideoRequest.parse({ prompt: 'A cat', ...request }));

async function textOf(key: string): Promise<string> {
  return JSON.stringify((await world.work.store.readJson(key))?.value);
}

describe('creating a video with a webhook', () => {
  it('keeps the address apart; the record and the request know where it leads, not its path', async () => {
    const { record } = await create({ webhook_url });
    expect(await textOf(keys.webhook(record))).toContain(webhook_url);
    expect(record.request.webhook_url).toBe('https://hooks.example.com');
    for (const key of [keys.record(record), keys.request(record)])
      expect(await textOf(key)).not.toContain('secret-path');
  });

  it('announces that the job is queued', async () => {
    const { record } = await create({ webhook_url });
    expect(world.seen.map(({ id }) => id)).toEqual([`${record.id}.queued`]);
    expect(world.started.map(({ name }) => name)).toContain(`${record.id}-queued`);
  });

  it('makes the job although the bus is down', async () => {
    world.trouble.busIsDown = true;
    const { record } = await create({ webhook_url });
    expect(world.jobs.map(({ name }) => name)).toContain(record.id);
    expect((await world.work.records.read(record)).announced).toEqual([]);
  });

  it('keeps no address for a job without one', async () => {
    const { record } = await create({});
    expect(await world.work.store.readJson(keys.webhook(record))).toBeUndefined();
    expect(record.request).not.toHaveProperty('webhook_url');
  });

  it('tells what is wrong with it together with everything else', async () => {
    const attempt = create({ webhook_url: 'http://10.0.0.1/', duration: 99 });
    await expect(attempt).rejects.toMatchObject({
      errors: [{ pointer: '/duration' }, { pointer: '/webhook_url', code: 'invalid_parameter' }],
    });
  });

  it('forgets the address when the job is deleted', async () => {
    const { record } = await create({ webhook_url });
    const { records, store } = world.work;
    const verdict = { status: 'cancelled', error: null } as const;
    await records.update(record, { type: 'abandon', verdict });
    await records.update(record, { type: 'close' });
    await store.remove(keys.open(record.id));
    await deleteVideo(creator, record);
    expect(await store.readJson(keys.webhook(record))).toBeUndefined();
  });
});
