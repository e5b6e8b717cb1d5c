import { afterAll, describe, expect, it } from 'vitest';
import type { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { createAsset } from '../../../../shared/media/create-asset.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { samplePicture, sampleWav } from '../../infra/local/dashscope/media/sample-media.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

type Told = { readonly pointer: string };
const signed = 'https://host.example/cat.jpg?X-Amz-Signature=secret';
const create = async (world: VideoWorld, request: CreateVideoRequest) =>
  (await createVideo(world.creator, { owner: 'acme', retryCount: 0 }, request)).record;

async function uploadAsset(world: VideoWorld, content_type: string, bytes: number, owner = 'acme') {
  const request = { filename: 'file', content_type, bytes };
  const { id } = await createAsset(world.creator, owner, request);
  const file = new Uint8Array(bytes);
  file.set((await samplePicture('png', 300, 300)).subarray(0, bytes));
  if (bytes < 3e7) await world.work.store.writeBytes(keys.assetFile(owner, id), file, content_type);
  return `asset:${id}`;
}

describe('createVideo', () => {
  it('writes claim, marker, request and record and starts the execution under the job’s id', async () => {
    const world = await worlds.create();
    const record = await create(world, { prompt: 'a cat', metadata: { order: '7' } });
    const { id } = record;
    const { idempotency_claim } = record;
    expect(Object.keys(await world.dump()).sort()).toEqual([
      idempotency_claim,
      `open/${id}`,
      `videos/acme/${id}/job.json`,
      `videos/acme/${id}/request.json`,
    ]);
    expect(world.machine.started).toEqual([{ name: id, input: { owner: 'acme', id } }]);
    expect(record).toMatchObject({
      status: 'queued',
      phase: 'admission',
      mode: 't2v',
      model: 'wan2.6-t2v',
      deadline_at: '2026-11-21T05:00:00.000Z',
      request: { prompt: 'a cat', size: '1280*720', duration: 5, deadline_seconds: 3600 },
      metadata: { order: '7' },
    });
  });

  it('writes in an order that lets a sweep finish what is left of a dying process', async () => {
    const world = await worlds.create();
    const { id } = await create(world, { prompt: 'a cat' });
    const writes = world.wire.calls.filter(({ what }) => what.startsWith('Put'));
    expect(writes.map(({ what }) => what.replace(/^.* |\/[0-9a-f]{64}$/g, ''))).toEqual([
      'idempotency/acme/body',
      `open/${id}`,
      `videos/acme/${id}/request.json`,
      `videos/acme/${id}/job.json`,
      // that it was told of
      `videos/acme/${id}/job.json`,
    ]);
    expect(world.told.map(({ type }) => type)).toEqual(['video.queued']);
  });

  it('is as young as its last repeat, also to a sweep that clears what dead ones left', async () => {
    const world = await worlds.create();
    const caller = { owner: 'acme', key: 'k', retryCount: 0 };
    killAt(world.wire, 2, 'before');
    const first = createVideo(world.creator, caller, { prompt: 'a cat' });
    await expect(first).rejects.toThrow();
    heal(world.wire);
    world.clock.advance(600);
    const { record } = await createVideo(world.creator, caller, { prompt: 'a cat' });
    const marker = JSON.parse((await world.dump())[keys.open(record.id)] ?? '');
    expect(marker.at).toBe(world.clock.now().toISOString());
    expect(record.created_at).toBe(marker.at);
  });

  it('keeps signed addresses out of the record', async () => {
    const world = await worlds.create();
    const { id } = await create(world, { prompt: 'move', img_url: signed });
    const stored = await world.dump();
    expect(stored[`videos/acme/${id}/job.json`]).not.toContain('secret');
    expect(stored[`videos/acme/${id}/job.json`]).toContain('https://host.example/cat.jpg');
    expect(stored[`videos/acme/${id}/request.json`]).toContain('secret');
  });

  it('counts both deadlines from the request', async () => {
    const world = await worlds.create();
    const short = await create(world, { prompt: 'a cat', deadline_seconds: 60 });
    const long = await create(world, { prompt: 'a cat', deadline_seconds: 72_000 });
    expect(short.admission_deadline_at).toBe('2026-11-21T04:01:00.000Z');
    expect(short.deadline_at).toBe('2026-11-21T04:01:00.000Z');
    expect(long.admission_deadline_at).toBe('2026-11-21T05:00:00.000Z');
    expect(long.deadline_at).toBe('2026-11-22T00:00:00.000Z');
  });

  it('writes nothing when the request is wrong', async () => {
    const world = await worlds.create();
    await expect(create(world, { prompt: 'a cat', duration: 99 })).rejects.toMatchObject({
      code: 'invalid_parameter',
    });
    expect(await world.dump()).toEqual({});
  });

  it('closes a job at once whose execution could not be started', async () => {
    const world = await worlds.create();
    world.machine.fault = { code: 'ServiceUnavailable', status: 500 };
    await expect(create(world, { prompt: 'a cat' })).rejects.toThrow();
    const stored = Object.entries(await world.dump());
    const [left, ...others] = stored.filter(([key]) => !key.startsWith('idempotency/'));
    expect(others).toEqual([]);
    expect(JSON.parse(left?.[1] ?? '')).toMatchObject({
      phase: 'closed',
      status: 'failed',
      error: { code: 'internal_error', maybe_billed: false },
    });
  });

  const wrongAssets: readonly [string, (world: VideoWorld) => Promise<string>, RegExp][] = [
    ['nobody has', async () => 'asset:ast_0', /no asset/],
    ['another owner has', (world) => uploadAsset(world, 'image/png', 9999, 'other'), /no asset/],
    ['was not uploaded', (world) => uploadAsset(world, 'image/png', 3e7), /not uploaded/],
    ['is cut off', (world) => uploadAsset(world, 'image/png', 10), /not an image/],
    [
      'is too large',
      (world) => uploadAsset(world, 'image/png', 20 * 1024 ** 2 + 1),
      /at most 20971520/,
    ],
  ];
  it.each(wrongAssets)('refuses an asset that %s', async (_name, make, words) => {
    const world = await worlds.create();
    const img_url = await make(world);
    await expect(create(world, { prompt: 'move', img_url })).rejects.toMatchObject({
      code: 'invalid_media',
      message: expect.stringMatching(words),
      errors: [{ pointer: '/img_url' }],
    });
    expect(world.machine.started).toEqual([]);
  });

  it('tells what is wrong with media and with every other field in one answer', async () => {
    const world = await worlds.create();
    const errorsOf = (request: CreateVideoRequest) =>
      create(world, request).catch(({ errors }) => errors.map(({ pointer }: Told) => pointer));
    const img_url = await uploadAsset(world, 'image/png', 10);
    expect(await errorsOf({ img_url, duration: 99 })).toEqual(['/duration', '/img_url']);
    const media = [{ type: 'first_frame', url: 'asset:ast_0' }];
    const request = { model: 'wan2.7-i2v', media, size: '1280*720' };
    expect(await errorsOf(request)).toEqual(['/size', '/media/0/url']);
    // a value that cannot be read at all is told once
    expect(await errorsOf({ img_url: 's3://x', duration: 99 })).toEqual(['/img_url', '/duration']);
    const unclear = { function: 'x', video_url: 'asset:ast_0' };
    expect(await errorsOf(unclear)).toEqual(['/prompt', '/function']);
  });

  it('takes an uploaded image', async () => {
    const world = await worlds.create();
    const img_url = await uploadAsset(world, 'image/png', 9999);
    expect(await create(world, { img_url })).toMatchObject({ mode: 'i2v', request: { img_url } });
  });

  it('refuses uploads that are together longer than the model takes', async () => {
    const world = await worlds.create();
    const upload = async () => {
      const file = sampleWav(5);
      const request = { filename: 'a.wav', content_type: 'audio/wav', bytes: file.length };
      const { id } = await createAsset(world.creator, 'acme', request);
      await world.work.store.writeBytes(keys.assetFile('acme', id), file, 'audio/wav');
      return { type: 'reference_audio', url: `asset:${id}` };
    };
    const media = await Promise.all([upload(), upload(), upload(), upload()]);
    const request = { model: 'wan3.0-video', prompt: 'a song' };
    await expect(create(world, { ...request, media })).rejects.toMatchObject({
      code: 'invalid_media',
      errors: [{ pointer: '/media/0/url', detail: expect.stringMatching(/may be 15 s/) }],
    });
    expect(await create(world, { ...request, media: media.slice(1) })).toMatchObject({
      mode: 'r2v',
    });
  });
});
