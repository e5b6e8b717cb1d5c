import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { createAsset } from '../../../../shared/media/create-asset.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { deliverMedia } from '../../../../shared/video/deliver-media.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { submitPath } from '../../../support/in-process-provider.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { samplePicture } from '../../infra/local/dashscope/media/sample-media.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
let picture: Uint8Array;
beforeAll(async () => {
  worlds = await startWorlds();
  // a picture that is too large to travel inside a submit
  picture = new Uint8Array(7_000_001);
  picture.set(await samplePicture('png', 320, 240));
});
afterAll(() => worlds.close());

/** A job whose first frame must be uploaded. */
async function jobWithLargePicture(world: VideoWorld) {
  const request = { filename: 'a.png', content_type: 'image/png', bytes: picture.length };
  const { id } = await createAsset(world.creator, 'acme', request);
  await world.work.store.writeBytes(keys.assetFile('acme', id), picture, 'image/png');
  return create(world, { img_url: `asset:${id}` });
}

const create = async (world: VideoWorld, request: CreateVideoRequest) =>
  (await createVideo(world.creator, { owner: 'acme', retryCount: 0 }, request)).record;

async function formsOf(world: VideoWorld): Promise<number> {
  const requests = await world.provider.requests();
  return requests.filter(({ path }) => path === '/dashscope-file-mgr').length;
}

describe('media that must be uploaded', () => {
  it('is uploaded by a step of its own before the submit names it', async () => {
    const world = await worlds.create();
    const job = await jobWithLargePicture(world);
    const path = await runMachine(world, job);
    expect(path.slice(0, 3)).toEqual(['SubmitTask', 'DeliverMedia', 'SubmitTask']);
    expect(await world.work.records.read(job)).toMatchObject({ status: 'completed' });
    expect(await formsOf(world)).toBe(1);
  });

  it('is uploaded once, however often the submit is tried', async () => {
    const world = await worlds.create();
    const job = await jobWithLargePicture(world);
    await world.provider.inject({ kind: 'status', status: 429 }, { path: submitPath, times: 3 });
    const path = await runMachine(world, job);
    expect(path.filter((state) => state === 'SubmitTask').length).toBe(5);
    expect(path.filter((state) => state === 'DeliverMedia').length).toBe(1);
    expect(await formsOf(world)).toBe(1);
  });

  it('is uploaded again when the provider may have forgotten it', async () => {
    const world = await worlds.create();
    const job = await jobWithLargePicture(world);
    await deliverMedia(world.work, job);
    const kept = (await world.work.store.readJson(keys.deliveredMedia(job)))?.value as object[];
    const old = kept.map((one) => ({ ...one, at: '2026-11-19T00:00:00.000Z' }));
    await world.work.store.writeJson(keys.deliveredMedia(job), old);
    expect((await submitTask(world.work, job)).phase).toBe('delivering');
  });

  it('is tried again while the provider’s storage has trouble, and costs nothing', async () => {
    const world = await worlds.create();
    const job = await jobWithLargePicture(world);
    world.wire.pass = async (call, send) => {
      if (call.what.includes('file-mgr')) throw new TypeError('fetch failed');
      return send();
    };
    await expect(deliverMedia(world.work, job)).rejects.toMatchObject({ name: 'Throttled' });
    world.wire.pass = async (_call, send) => send();
    expect((await deliverMedia(world.work, job)).phase).toBe('admission');
    expect((await submitTask(world.work, job)).phase).toBe('waiting');
  });

  it('is given up at the admission deadline', async () => {
    const world = await worlds.create();
    const job = await jobWithLargePicture(world);
    world.clock.advance(3600);
    await expect(deliverMedia(world.work, job)).rejects.toMatchObject({ name: 'AdmissionExpired' });
    expect(await world.work.records.read(job)).toMatchObject({ phase: 'closing' });
  });

  it('ends a job at once whose account may not upload', async () => {
    const world = await worlds.create({ providerKey: 'sk-unknown-0000000000000000' });
    const job = await jobWithLargePicture(world);
    await expect(deliverMedia(world.work, job)).rejects.toMatchObject({ name: 'Refused' });
    expect(await world.work.records.read(job)).toMatchObject({
      verdict: { error: { code: 'provider_misconfigured', maybe_billed: false } },
    });
  });

  it('says nothing about a job that was submitted', async () => {
    const world = await worlds.create();
    const job = await create(world, { prompt: 'a cat' });
    await submitTask(world.work, job);
    expect((await deliverMedia(world.work, job)).phase).toBe('waiting');
  });
});

describe('media that is gone by the time of the submit', () => {
  it('ends the job for nothing, with the reason', async () => {
    const world = await worlds.create();
    const job = await jobWithLargePicture(world);
    const img_url = job.request.img_url as string;
    await world.work.store.remove(keys.assetFile('acme', img_url.slice('asset:'.length)));
    const path = await runMachine(world, job);
    expect(path).toEqual(['SubmitTask', 'CloseJob']);
    expect(await world.work.records.read(job)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_media', maybe_billed: false },
    });
    expect(await world.provider.tasks()).toEqual([]);
  });
});
