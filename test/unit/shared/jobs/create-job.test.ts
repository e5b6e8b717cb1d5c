import { afterAll, describe, expect, it } from 'vitest';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { createVision } from '../../../../shared/vision/create-vision.ts';
import { usualModels } from '../../../../shared/vision/models.ts';
import { startWorlds } from '../../../support/in-process-world.ts';

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
});
