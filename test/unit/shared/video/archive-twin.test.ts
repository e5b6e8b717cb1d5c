import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../infra/local/dashscope/media/encode-video.ts';
import { Tasks } from '../../../../shared/dashscope/tasks.ts';
import {
  createVirtualTwin,
  type Json,
  textRequest,
} from '../../infra/local/dashscope/virtual-twin.ts';
import { digest, startArchives } from './archive-world.ts';

let archives: Awaited<ReturnType<typeof startArchives>>;
let video: Buffer;
beforeAll(async () => {
  archives = await startArchives();
  video = Buffer.from(await encodeVideo({ width: 320, height: 192, seconds: 2, sound: true }));
});
afterAll(() => archives.close());

/** A job of which the provider is the twin, its result a playable MP4. */
async function createTwinWorld(fault: Json, match: Json = {}) {
  const twin = createVirtualTwin({ encode: async () => video });
  await twin.finish(textRequest());
  await twin.inject(fault, { path: '/results/', ...match });
  const [task] = await twin.tasks();
  const world = await archives.create(1000);
  Object.assign(world.work, {
    tasks: new Tasks(() => twin.send(`/api/v1/tasks/${task?.id}`)),
    download: async (
      url: string,
      options: { headers: Record<string, string>; signal: AbortSignal },
    ) => {
      const response = await twin.send(url, { key: null, headers: options.headers });
      const { signal } = options;
      const body = response.body?.pipeThrough(new TransformStream(), { signal });
      return new Response(body, response);
    },
  });
  const isFetched = async () => (await twin.tasks())[0]?.result_fetched;
  return { world, isFetched };
}

describe('archiveVideo from the twin', () => {
  it.each<[Json, Json]>([
    [{ kind: 'result_truncated' }, { times: 1 }],
    [{ kind: 'result_truncated' }, { times: 5 }],
    [{ kind: 'result_expired' }, { times: 1 }],
    [{ kind: 'result_slow', bytes_per_second: 2_000_000 }, {}],
  ])('keeps the video in one attempt despite %j %j', async (fault, match) => {
    const { world, isFetched } = await createTwinWorld(fault, match);
    await world.archive();
    expect((await world.record()).output).toMatchObject({ sha256: digest(video) });
    expect(await isFetched()).toBe(true);
  });

  it.each<[Json]>([
    [{ kind: 'result_truncated', silent: true }],
    [{ kind: 'result_html' }],
    [{ kind: 'result_status', status: 503 }],
  ])('keeps it in a later attempt after %j', async (fault) => {
    const { world } = await createTwinWorld(fault, { times: 1 });
    await expect(world.archive()).rejects.toMatchObject({ retryable: true });
    expect(await world.stored()).toBeUndefined();
    await world.archive();
    expect((await world.record()).output).toMatchObject({ sha256: digest(video) });
  });
});
