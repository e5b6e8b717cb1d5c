import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { VideoJob, VideoList } from '../../shared/contract/video.ts';
import { patience, untilClosed } from '../support/jobs.ts';
import { photo, probeVideo } from '../support/media.ts';
import { firstOwner } from '../support/system.ts';

const owner = firstOwner();

/** What is asked for and what a player must find. */
const wishes = [
  {
    mode: 't2v',
    request: { prompt: 'A rocket rises through clouds', size: '720*1280', duration: 3 },
    video: { width: 720, height: 1280, seconds: 3 },
  },
  {
    mode: 'i2v',
    request: { prompt: 'The rocket lifts off', resolution: '720P', duration: 2 },
    video: { seconds: 2 },
  },
] as const;

/** The accepted replies, by mode, and the jobs once they have ended. */
const accepted = new Map<string, Awaited<ReturnType<typeof owner.post>>>();
const ended = new Map<string, VideoJob>();

beforeAll(async () => {
  const asset = await owner.upload('rocket.jpg', 'image/jpeg', photo());
  await Promise.all(
    wishes.map(async ({ mode, request }) => {
      const media = mode === 'i2v' ? { img_url: asset } : {};
      const reply = await owner.post('/v1/videos', { ...request, ...media, metadata: { mode } });
      accepted.set(mode, reply);
      ended.set(mode, await untilClosed(owner, VideoJob.parse(reply.json).id));
    }),
  );
}, patience);

describe.each(wishes)('a $mode job', ({ mode, request, video }) => {
  const job = () => VideoJob.parse(ended.get(mode));

  it('is accepted with its address and a time to come back', () => {
    const reply = accepted.get(mode);
    expect(reply?.status).toBe(202);
    expect(reply?.json).toMatchObject({
      object: 'video',
      status: 'queued',
      phase: 'admission',
      mode,
      submitted_at: null,
      output: null,
      error: null,
      request,
      metadata: { mode },
    });
    expect(reply?.headers.get('location')).toBe(`/api/v1/videos/${job().id}`);
    expect(Number(reply?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('ends completed with what the provider told of its task', () => {
    expect(job()).toMatchObject({
      status: 'completed',
      error: null,
      provider: { name: 'dashscope', task_id: expect.any(String), task_status: 'SUCCEEDED' },
      output: { video: { content_type: 'video/mp4', s3_uri: expect.stringMatching(/^s3:\/\//) } },
    });
    const times = ['created_at', 'submitted_at', 'started_at', 'completed_at'] as const;
    const given = times.map((name) => String(job()[name]));
    expect(given).toEqual(given.toSorted());
  });

  it('redirects to an MP4 of the wanted size and length, byte for byte the one on record', async () => {
    const reply = await owner.get(`/v1/videos/${job().id}/content`);
    expect([reply.status, reply.text]).toEqual([302, '']);
    const stored = await fetch(String(reply.headers.get('location')));
    expect([stored.status, stored.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    const bytes = new Uint8Array(await stored.arrayBuffer());
    const { seconds, ...size } = video;
    expect(job().output?.video).toMatchObject({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const probed = await probeVideo(bytes);
    expect(probed).toMatchObject(size);
    expect(probed.seconds).toBeCloseTo(seconds, 0);
  });

  it('gives a link that works in the job itself', async () => {
    const url = job().output?.video.url ?? '';
    const head = await fetch(url, { headers: { range: 'bytes=4-7' } });
    expect([head.status, await head.text()]).toEqual([206, 'ftyp']);
  });
});

describe('the list of videos', () => {
  const ours = () => [...ended.values()].map(({ id }) => id);
  const page = async (query: string) => {
    const reply = await owner.get(`/v1/videos?${query}`);
    return VideoList.parse(reply.json);
  };

  it('has every job once, newest first, over pages of one', async () => {
    const found: VideoJob[] = [];
    const missing = () => ours().some((id) => !found.some((job) => job.id === id));
    for (let after = ''; missing(); ) {
      const { data, first_id, last_id } = await page(`limit=1${after}`);
      expect(data).toHaveLength(1);
      expect([first_id, last_id]).toEqual([data[0]?.id, data[0]?.id]);
      found.push(...data);
      after = `&after=${last_id}`;
    }
    const created = found.map(({ created_at }) => created_at);
    expect(created).toEqual(created.toSorted().reverse());
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  });

  it.each([
    ['completed', 2],
    ['cancelled', 0],
  ])('shows with status=%s only such jobs', async (status, oursAmong) => {
    const { data } = await page(`status=${status}&limit=100`);
    expect(data.filter((job) => job.status !== status)).toEqual([]);
    expect(data.filter(({ id }) => ours().includes(id))).toHaveLength(oursAmong);
  });
});
