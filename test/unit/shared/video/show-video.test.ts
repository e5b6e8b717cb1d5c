import { afterAll, describe, expect, it } from 'vitest';
import { VideoJob, VideoList } from '../../../../shared/contract/video.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import {
  findVideo,
  linkToVideo,
  listVideos,
  showVideo,
} from '../../../../shared/video/show-video.ts';
import { createRecord } from '../../../support/fake-record.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const idOf = (n: number) => `vid_${String(n).padStart(26, '0')}`;
async function worldWith(count: number, change: (n: number) => Partial<JobRecord> = () => ({})) {
  const world = await worlds.create();
  const records = Array.from({ length: count }, (_, n) =>
    createRecord({ id: idOf(n), ...change(n) }),
  );
  await Promise.all(records.map((record) => world.work.records.create(record)));
  return world;
}
const list = async (world: VideoWorld, query: object, owner = 'acme') =>
  VideoList.parse(await listVideos(world.work, owner, { limit: 20, ...query }));
const numbers = ({ data }: VideoList) => data.map(({ id }) => Number(id.slice(4)));

describe('showVideo', () => {
  it('shows a finished job with a link signed for an hour', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await runMachine(world, job);
    const shown = await showVideo(world.work, await findVideo(world.work, job));
    expect(VideoJob.parse(shown)).toMatchObject({
      object: 'video',
      status: 'completed',
      provider: { name: 'dashscope', task_status: 'SUCCEEDED' },
      output: { video: { s3_uri: `s3://${world.work.store.bucket}/${keys.video(job)}` } },
    });
    const { video } = shown.output ?? { video: { url: '', expires_at: '', bytes: 0 } };
    expect(new Date(video.expires_at).getTime() - world.clock.now().getTime()).toBe(3_600_000);
    const file = await (await fetch(video.url)).bytes();
    expect(file.length).toBe(video.bytes);
  });

  it('shows nothing of our own bookkeeping', async () => {
    const world = await worldWith(1);
    const job = { owner: 'acme', id: idOf(0) };
    const shown = await showVideo(world.work, await findVideo(world.work, job));
    for (const name of ['intent', 'verdict', 'write_id', 'timeline'])
      expect(shown).not.toHaveProperty(name);
    expect(VideoJob.parse(shown)).not.toHaveProperty('owner');
  });

  it('gives no link while a copy is there that is not announced', async () => {
    const output = { bucket: 'b', key: 'k', bytes: 1, sha256: '0', content_type: 'video/mp4' };
    const world = await worldWith(1, () => ({ phase: 'closing', status: 'in_progress', output }));
    const record = await findVideo(world.work, { owner: 'acme', id: idOf(0) });
    expect((await showVideo(world.work, record)).output).toBeNull();
    await expect(linkToVideo(world.work, record)).rejects.toMatchObject({ code: 'not_ready' });
  });

  it('knows nothing of another owner’s job', async () => {
    const world = await worldWith(1);
    const job = { owner: 'other', id: idOf(0) };
    await expect(findVideo(world.work, job)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('listVideos', () => {
  it('pages through all jobs of one owner, newest first, without a gap or a repeat', async () => {
    const world = await worldWith(7);
    await world.work.records.create(createRecord({ id: idOf(99), owner: 'other' }));
    const first = await list(world, { limit: 3 });
    const second = await list(world, { limit: 3, after: first.last_id });
    const third = await list(world, { limit: 3, after: second.last_id });
    expect([first, second, third].map(numbers)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect([first, second, third].map(({ has_more }) => has_more)).toEqual([true, true, false]);
    expect(first.first_id).toBe(idOf(0));
  });

  it('says that there is nothing more when a page ends exactly at the end', async () => {
    const world = await worldWith(4);
    expect((await list(world, { limit: 4 })).has_more).toBe(false);
  });

  it('filters by status and goes on after what it has read', async () => {
    const world = await worldWith(9, (n) => ({ status: n % 3 === 0 ? 'failed' : 'queued' }));
    const first = await list(world, { status: 'failed', limit: 2 });
    const second = await list(world, { status: 'failed', limit: 2, after: first.last_id });
    expect([first, second].map(numbers)).toEqual([[0, 3], [6]]);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
  });

  it('reads at most 200 records for a filtered page and says that there is more', async () => {
    const world = await worldWith(201, (n) => ({ status: n === 200 ? 'failed' : 'queued' }));
    const first = await list(world, { status: 'failed' });
    expect(first).toMatchObject({ data: [], has_more: true, last_id: idOf(199) });
    expect(numbers(await list(world, { status: 'failed', after: first.last_id }))).toEqual([200]);
  });

  it('passes over a folder whose record is not written yet', async () => {
    const world = await worldWith(2);
    await world.work.store.writeJson(keys.request({ owner: 'acme', id: idOf(2) }), {});
    expect(numbers(await list(world, {}))).toEqual([0, 1]);
  });

  it('is empty for somebody who has made nothing', async () => {
    const world = await worldWith(1);
    const empty = { object: 'list', data: [], first_id: null, last_id: null, has_more: false };
    expect(await list(world, {}, 'nobody')).toEqual(empty);
    expect(await list(world, { status: 'completed' })).toEqual(empty);
  });

  it('does not mix owners whose names begin alike', async () => {
    const world = await worldWith(1);
    await world.work.records.create(createRecord({ id: idOf(5), owner: 'acme-2' }));
    expect(numbers(await list(world, {}))).toEqual([0]);
  });
});
