import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { startAnnouncingWorld } from '../events/announcing-world.ts';
import { histories, sampleRecord } from '../events/sample-record.ts';

const world = await startAnnouncingWorld();
const withWebhook = { request: { webhook_url: 'https://hooks.example.com' } };

afterAll(() => world.close());
beforeEach(() => world.forget());

/** A job whose end is decided and must be carried out. */
async function decided(): Promise<JobRecord> {
  const record = sampleRecord(histories.completed.slice(0, -1), withWebhook);
  await world.work.store.writeJson(keys.open(record.id), {});
  await world.work.records.create(record);
  return record;
}

const isOpen = async ({ id }: JobRecord) =>
  (await world.work.store.readJson(keys.open(id))) !== undefined;

const wanted = ({ id }: JobRecord) =>
  new Set(['queued', 'started', 'completed'].map((name) => `${id}.${name}`));
const told = () => new Set(world.seen.map(({ id }) => id));

describe('closeVideo', () => {
  it('fails while the bus is down, so that it is tried again, and leaves the job open', async () => {
    const record = await decided();
    world.trouble.busIsDown = true;
    await expect(closeVideo(world.work, record)).rejects.toThrow();
    expect(await isOpen(record)).toBe(true);
    world.trouble.busIsDown = false;
    await closeVideo(world.work, record);
    expect(told()).toEqual(wanted(record));
    expect(await isOpen(record)).toBe(false);
  });

  it('never takes the marker away before everything was told, whenever it is killed', async () => {
    let call = 1;
    for (let hasDied = true; hasDied; call += 1) {
      for (const moment of ['before', 'after'] as const) {
        const record = await decided();
        const died = world.killAt(call, moment);
        await closeVideo(world.work, record).catch(() => undefined);
        hasDied = died();
        world.heal();
        if (!(await isOpen(record))) expect(told()).toEqual(wanted(record));
        await closeVideo(world.work, record);
        expect(told()).toEqual(wanted(record));
        expect(new Set(world.started.map(({ name }) => name)).size).toBe(3);
        expect(await isOpen(record)).toBe(false);
        world.forget();
      }
    }
    expect(call).toBeGreaterThan(10);
  });
});
