import { BufferSource, Input, MP4 } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeVideo } from '../../infra/local/dashscope/media/encode-video.ts';
import { CreateVideoRequest } from '../../shared/contract/video.ts';
import { keys } from '../../shared/storage/keys.ts';
import { createVideo } from '../../shared/video/create-video.ts';
import { submitTask } from '../../shared/video/submit-task.ts';
import { runMachine } from '../support/in-process-machine.ts';
import { startWorlds } from '../support/in-process-world.ts';
import { sampleShelf } from '../support/sample-shelf.ts';
import { modelSamples } from '../support/video-samples.ts';
import { fetchFrom, mediaOrigin } from '../unit/infra/local/dashscope/virtual-twin.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
let shelf: Awaited<ReturnType<typeof sampleShelf>>;
beforeAll(async () => {
  [worlds, shelf] = await Promise.all([startWorlds(), sampleShelf()]);
});
afterAll(() => worlds.close());

const region = 'ap-southeast-1';
const newModel = {
  id: 'wan9.9-t2v',
  like: 'wan2.7-t2v',
  names: { [region]: 'wan2.7-t2v' },
  fields: { duration: { maximum: 12 }, audio_url: null },
};

/** A service whose provider draws real videos. */
const createWorld = () =>
  worlds.create({
    models: { region, videoModels: [newModel] },
    provider: { encode: encodeVideo, fetch: fetchFrom(shelf), trustedOrigins: [mediaOrigin] },
  });
type World = Awaited<ReturnType<typeof createWorld>>;

/** Takes a request through the whole workflow. */
async function finish(world: World, request: object) {
  const parsed = CreateVideoRequest.parse(request);
  const caller = { owner: 'acme', retryCount: 0 };
  const { record } = await createVideo(world.creator, caller, parsed);
  await submitTask(world.work, record);
  // media are read in real time, which the machine's virtual waits do not wait for
  await world.provider.twin.settled();
  await runMachine(world, record);
  return world.work.records.read(record);
}

/** What the file in S3 says of itself. */
async function inspect(world: World, job: { owner: string; id: string }) {
  const { store } = world.work;
  const { bytes: end = 0, etag = '' } = (await store.head(keys.video(job))) ?? {};
  const bytes = await store.readRange(keys.video(job), { start: 0, end, etag });
  using input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  return {
    width: await track?.getDisplayWidth(),
    height: await track?.getDisplayHeight(),
    seconds: await track?.computeDuration(),
    sound: (await input.getPrimaryAudioTrack()) !== null,
  };
}

describe('every model', () => {
  it.each(modelSamples)(
    '$model makes of $name, asked little and asked everything, the right file',
    async ({ minimal, maximal }) => {
      const world = await createWorld();
      for (const [request, made] of [minimal, maximal]) {
        const record = await finish(world, request);
        expect(record).toMatchObject({ status: 'completed', error: null });
        const seconds = expect.closeTo(made.seconds, 0.5);
        expect(await inspect(world, record)).toEqual({ ...made, seconds });
      }
    },
  );
});

describe('a model that only the override file knows', () => {
  it('is validated, asked for and kept like any other', async () => {
    const world = await createWorld();
    const request = { model: newModel.id, prompt: 'a cat', duration: 12, ratio: '1:1' };
    const record = await finish(world, request);
    expect(record).toMatchObject({ status: 'completed', mode: 't2v', model: 'wan2.7-t2v' });
    expect(await inspect(world, record)).toMatchObject({ width: 960, height: 960 });
    await expect(finish(world, { ...request, duration: 13 })).rejects.toMatchObject({
      errors: [{ pointer: '/duration' }],
    });
    expect(await world.provider.tasks()).toHaveLength(1);
  });
});
