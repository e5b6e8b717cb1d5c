import { afterAll, describe, expect, it } from 'vitest';
import { createAsset } from '../../../../shared/media/create-asset.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { createVision } from '../../../../shared/vision/create-vision.ts';
import { usualModels } from '../../../../shared/vision/models.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { samplePicture } from '../../infra/local/dashscope/media/sample-media.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const caller = { owner: 'acme', retryCount: 0 };
const image = 'https://host.example/a.jpg';

describe('createJob', () => {
  it('refuses a job that is too large for the events that would tell of it', async () => {
    const world = await worlds.create();
    const creator = { ...world.creator, defaultModels: usualModels };
    const ask = (length: number) =>
      createVision(creator, caller, 'analyze', { image, prompt: '字'.repeat(length) });
    await expect(ask(70_000)).rejects.toMatchObject({ code: 'payload_too_large', status: 413 });
    const url = `https://a.example/${'x'.repeat(8000)}`;
    const media = ['reference_image', 'reference_video', 'reference_audio'].flatMap((type) =>
      Array.from({ length: 5 }, () => ({ type, url })),
    );
    const video = { model: 'wan3.0-video', prompt: '字'.repeat(20_000), media };
    await expect(
      createVideo(creator, caller, { ...video, media: [...media, ...media.slice(0, 5)] }),
    ).rejects.toMatchObject({ code: 'payload_too_large' });
    const stored = Object.keys(await world.dump());
    expect(stored.filter((key) => !key.startsWith('idempotency/'))).toEqual([]);
    expect(world.machine.started).toEqual([]);
    expect((await ask(60_000)).record).toMatchObject({ status: 'queued' });
  });

  const hour = 3600;
  const keyed = { ...caller, key: 'order 7' };

  it('gives a request that is mended late the time that it asks for', async () => {
    const world = await worlds.create();
    const request = { filename: 'a.png', content_type: 'image/png', bytes: 9 };
    const { id } = await createAsset(world.creator, 'acme', request);
    const ask = () => createVideo(world.creator, keyed, { img_url: `asset:${id}` });
    await expect(ask()).rejects.toMatchObject({ code: 'invalid_media' });
    world.clock.advance(2 * hour);
    const picture = await samplePicture('png', 300, 300);
    await world.work.store.writeBytes(keys.assetFile('acme', id), picture, 'image/png');
    const { record } = await ask();
    const now = world.clock.now().getTime();
    expect(new Date(record.admission_deadline_at).getTime()).toBeGreaterThan(now);
    expect(await ask()).toMatchObject({ record: { id: record.id }, replayed: true });
    expect(world.machine.started).toHaveLength(1);
  });

  it('makes nothing anew for a key whose job is kept no longer', async () => {
    const world = await worlds.create();
    const { record } = await createVideo(world.creator, keyed, { prompt: 'a cat' });
    await world.work.store.remove(keys.record(record));
    await world.work.store.remove(keys.open(record.id));
    world.clock.advance(5 * 24 * hour);
    const again = createVideo(world.creator, keyed, { prompt: 'a cat' });
    await expect(again).rejects.toMatchObject({ code: 'not_found' });
    expect(world.machine.started).toHaveLength(1);
  });

  const unavailable = { code: 'ServiceUnavailable', status: 503 };

  /** Something that happens while a start is on its way, whose answer then says that it failed. */
  function failStart(
    world: VideoWorld,
    meanwhile: (send: () => Promise<unknown>) => Promise<unknown>,
  ) {
    let begun = false;
    world.wire.pass = async (call, send) => {
      if (begun || call.service !== 'states') return send();
      begun = true;
      await meanwhile(send);
      world.machine.fault = unavailable;
      return send().finally(() => heal(world.wire));
    };
  }

  it('is one job for repeats that begin on both sides of the age at which claims give way', async () => {
    const world = await worlds.create();
    const ask = () => createVideo(world.creator, keyed, { prompt: 'a cat' });
    killAt(world.wire, 2, 'before');
    await expect(ask()).rejects.toThrow('killed');
    world.clock.advance(20 * 60 - 1);
    let second: Promise<unknown> | undefined;
    world.wire.pass = async (call, send) => {
      if (!second && call.what.startsWith('PutObjectCommand open/')) {
        world.clock.advance(2);
        second = ask();
        await second;
      }
      return send();
    };
    const { record } = await ask();
    expect(await second).toMatchObject({
      record: { id: record.id, created_at: record.created_at },
    });
    expect(world.machine.started).toHaveLength(1);
  });

  it('gives back no claim but its own when it cannot be started', async () => {
    const world = await worlds.create();
    const ask = (retryCount: number) =>
      createVideo(world.creator, { owner: 'acme', retryCount }, { prompt: 'a cat' });
    let later: string | undefined;
    failStart(world, async () => {
      later = (await ask(0)).record.id;
    });
    await expect(ask(0)).rejects.toThrow();
    world.machine.fault = undefined;
    expect(await ask(1)).toMatchObject({ record: { id: later }, replayed: true });
  });

  it('keeps its claim when its start is said to have failed and it has ended all the same', async () => {
    const world = await worlds.create();
    const { records } = world.work;
    const ask = () =>
      createVision(world.creator, keyed, 'analyze', { image, prompt: 'What is it?' });
    failStart(world, async (send) => {
      await send();
      const job = { owner: 'acme', id: world.machine.started[0]?.name ?? '' };
      await records.update(job, { type: 'intend', intentId: 'i' });
      const verdict = { status: 'completed', error: null } as const;
      await records.update(job, { type: 'decide', verdict });
    });
    const { record } = await ask();
    expect(record).toMatchObject({ phase: 'closing', verdict: { status: 'completed' } });
    world.machine.fault = undefined;
    expect(await ask()).toMatchObject({ record: { id: record.id }, replayed: true });
  });

  it('marks the claim of a job whose maker died before it could', async () => {
    const ask = (world: VideoWorld) => createVideo(world.creator, keyed, { prompt: 'a cat' });
    const [undisturbed, world] = [await worlds.create(), await worlds.create()];
    await ask(undisturbed);
    const { calls } = undisturbed.wire;
    const mark = calls.findLastIndex(({ what }) => /^Put.* idempotency\//.test(what));
    killAt(world.wire, mark + 1, 'before');
    await expect(ask(world)).rejects.toThrow('killed');
    heal(world.wire);
    const { record } = await ask(world);
    await world.work.store.remove(keys.record(record));
    await expect(ask(world)).rejects.toMatchObject({ code: 'not_found' });
  });
});
