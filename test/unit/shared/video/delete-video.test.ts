import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { cancelVideo } from '../../../../shared/video/cancel-video.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { deleteVideo } from '../../../../shared/video/delete-video.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const caller = { owner: 'acme', key: 'k', retryCount: 0 };
const request = { prompt: 'a cat' };

async function completed() {
  const world = await worlds.create();
  const { record } = await createVideo(world.creator, caller, request);
  await runMachine(world, record);
  return { world, job: record };
}
const kept = async (world: VideoWorld) =>
  Object.keys(await world.dump()).filter((key) => key.startsWith('videos/'));

describe('deleteVideo', () => {
  it('removes the video and the record', async () => {
    const { world, job } = await completed();
    expect(await kept(world)).toEqual([keys.record(job), keys.video(job)]);
    await deleteVideo(world.creator, job);
    expect(await kept(world)).toEqual([]);
    await expect(deleteVideo(world.creator, job)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lets no late repeat of the request make the job again', async () => {
    const { world, job } = await completed();
    await deleteVideo(world.creator, job);
    const repeat = createVideo(world.creator, caller, request);
    await expect(repeat).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.provider.tasks()).toHaveLength(1);
  });

  it('is not undone by a repeat of the request that comes at the same time', async () => {
    const { world, job } = await completed();
    let isDeleting = false;
    world.wire.pass = async (call, send) => {
      const isLook = call.what.startsWith('Get') && call.what.endsWith('job.json');
      if (!isLook || isDeleting) return send();
      isDeleting = true;
      await deleteVideo(world.creator, job);
      return send();
    };
    const repeat = createVideo(world.creator, caller, request);
    await expect(repeat).rejects.toMatchObject({ code: 'not_found' });
    expect(isDeleting).toBe(true);
    expect(await kept(world)).toEqual([]);
  });

  it.each(Array.from({ length: 6 }, (_, n) => n + 1))(
    'finishes at the second try after it died at call %i',
    async (n) => {
      const { world, job } = await completed();
      killAt(world.wire, n, 'after');
      await deleteVideo(world.creator, job).catch(() => undefined);
      heal(world.wire);
      await deleteVideo(world.creator, job).catch((error) => {
        expect(error).toMatchObject({ code: 'not_found' });
      });
      expect(await kept(world)).toEqual([]);
      const repeat = createVideo(world.creator, caller, request);
      await expect(repeat).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  const open: readonly [string, (world: VideoWorld) => Promise<{ owner: string; id: string }>][] = [
    ['waits to be submitted', (world) => world.newJob()],
    [
      'is rendered',
      async (world) => {
        const job = await world.newJob();
        await submitTask(world.work, job);
        return job;
      },
    ],
    [
      'has ended but whose end is not told yet',
      async (world) => {
        const job = await world.newJob();
        await cancelVideo(world.work, job);
        await world.work.store.writeJson(keys.open(job.id), {});
        return job;
      },
    ],
  ];
  it.each(open)('refuses a job that %s', async (_name, prepare) => {
    const world = await worlds.create();
    const job = await prepare(world);
    const before = await world.dump();
    await expect(deleteVideo(world.creator, job)).rejects.toMatchObject({ code: 'not_ready' });
    expect(await world.dump()).toEqual(before);
  });

  it('knows no job of another owner', async () => {
    const { world, job } = await completed();
    const before = await world.dump();
    const other = deleteVideo(world.creator, { owner: 'other', id: job.id });
    await expect(other).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.dump()).toEqual(before);
  });
});
