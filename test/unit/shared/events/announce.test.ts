import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { announce, tryToAnnounce } from '../../../../shared/events/announce.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { startAnnouncingWorld } from './announcing-world.ts';
import { histories, sampleRecord, secondAfterStart } from './sample-record.ts';

const world = await startAnnouncingWorld();
const withWebhook = { request: { webhook_url: 'https://hooks.example.com' } };

afterAll(() => world.close());
beforeEach(() => world.forget());

async function stored(
  history: keyof typeof histories,
  facts: Partial<JobRecord> = {},
): Promise<JobRecord> {
  const record = sampleRecord(histories[history], facts);
  await world.work.records.create(record);
  return record;
}

const namesSeen = () => world.seen.map(({ type }) => type);

describe('announce', () => {
  it('puts a CloudEvents object with the job, its file named by bucket and key', async () => {
    const record = await stored('completed');
    await announce(world.work, record);
    expect(namesSeen()).toEqual(['video.queued', 'video.started', 'video.completed']);
    const { data, ...envelope } = world.seen.at(-1) ?? { data: {} };
    expect(envelope).toEqual({
      specversion: '1.0',
      id: `${record.id}.completed`,
      source: 'qwen-media',
      type: 'video.completed',
      subject: record.id,
      time: secondAfterStart(5),
      datacontenttype: 'application/json',
    });
    expect(data).toMatchObject({
      id: record.id,
      object: 'video',
      status: 'completed',
      output: { video: { s3_uri: 's3://media/videos/acme/vid_x/video.mp4', bytes: 3 } },
    });
    const inner = ['owner', 'write_id', 'timeline', 'intent', 'verdict', 'announced'];
    expect(Object.keys(data).filter((name) => inner.includes(name))).toEqual([]);
    expect(Object.keys((data as { output: { video: object } }).output.video)).not.toContain('url');
  });

  it('tells everything once', async () => {
    const record = await stored('failed');
    await announce(world.work, record);
    await announce(world.work, await world.work.records.read(record));
    expect(namesSeen()).toEqual(['video.queued', 'video.failed']);
  });

  it('tells news since the last time only', async () => {
    const record = await stored('completed', { announced: ['queued', 'started'] });
    await announce(world.work, record);
    expect(namesSeen()).toEqual(['video.completed']);
  });

  it('starts one delivery per event for a job with a webhook, and none without', async () => {
    const record = await stored('failed', withWebhook);
    await announce(world.work, record);
    await announce(world.work, await stored('failed'));
    const { owner, id } = record;
    const [queued, failed] = world.seen;
    expect(world.started).toEqual([
      { name: `${id}-queued`, input: { owner, id, event: queued } },
      { name: `${id}-failed`, input: { owner, id, event: failed } },
    ]);
  });

  it.each(['busIsDown', 'refusesEvents', 'machineIsDown'] as const)(
    'fails and repeats the same ids later when %s',
    async (trouble) => {
      const record = await stored('failed', withWebhook);
      world.trouble[trouble] = true;
      await expect(announce(world.work, record)).rejects.toThrow();
      expect((await world.work.records.read(record)).announced).toEqual([]);
      world.trouble[trouble] = false;
      await announce(world.work, record);
      const ids = new Set(world.seen.map(({ id }) => id));
      expect(ids).toEqual(new Set([`${record.id}.queued`, `${record.id}.failed`]));
      expect(world.started).toHaveLength(2);
    },
  );
});

describe('an announcement that is killed', () => {
  // PutEvents, two StartExecution, and the record's read and write
  const calls = [1, 2, 3, 4, 5];
  const moments = ['before', 'after'] as const;
  const kills = calls.flatMap((call) => moments.map((moment) => ({ call, moment })));

  it.each(kills)(
    '$moment call $call tells every event at least once, each delivery once',
    async ({ call, moment }) => {
      const record = await stored('failed', withWebhook);
      const hasDied = world.killAt(call, moment);
      await expect(announce(world.work, record)).rejects.toThrow('killed');
      expect(hasDied()).toBe(true);
      world.heal();
      await announce(world.work, await world.work.records.read(record));
      const ids = new Set(world.seen.map(({ id }) => id));
      expect(ids).toEqual(new Set([`${record.id}.queued`, `${record.id}.failed`]));
      expect(world.started.map(({ name }) => name)).toEqual([
        `${record.id}-queued`,
        `${record.id}-failed`,
      ]);
      const { announced } = await world.work.records.read(record);
      expect(announced).toEqual(['queued', 'failed']);
    },
  );

  it('has no call that this table leaves out', async () => {
    const record = await stored('failed', withWebhook);
    const hasDied = world.killAt(calls.length + 1, 'before');
    await announce(world.work, record);
    world.heal();
    expect(hasDied()).toBe(false);
  });
});

describe('tryToAnnounce', () => {
  it('logs what it could not tell and lets the work go on', async () => {
    const record = await stored('running');
    world.trouble.busIsDown = true;
    await tryToAnnounce(world.work, record);
    const [line = '{}'] = world.logs;
    expect(JSON.parse(line)).toMatchObject({ event: 'job.announce.failed', id: record.id });
    expect(world.seen).toEqual([]);
  });
});
