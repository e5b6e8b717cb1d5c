import { afterAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import type { JobReference } from '../../../../shared/storage/keys.ts';
import { adoptTask } from '../../../../shared/video/adopt-task.ts';
import { deleteVideo } from '../../../../shared/video/delete-video.ts';
import { sweepVideos } from '../../../../shared/video/sweep-videos.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { type SweptWorld, startSweptWorlds } from '../../../support/swept-world.ts';

const worlds = await startSweptWorlds();
afterAll(() => worlds.close());

type World = SweptWorld & { readonly task_id: string };
const hour = 3600;

async function withTask(): Promise<World> {
  const world = await worlds.create();
  return { ...world, task_id: await world.provider.submitElsewhere('a cat') };
}
const adopt = async ({ creator, task_id }: World, key?: string) =>
  (await adoptTask(creator, { owner: 'acme', key, retryCount: 0 }, { task_id })).record;
const adoptTwice = async (world: World) => {
  const [one, other] = await Promise.all([adopt(world), adopt(world, 'another')]);
  expect(one.id).toBe(other.id);
  return one;
};
const remove = ({ creator }: World, job: JobReference) => deleteVideo(creator, job);

/** Whoever comes after a process that died. */
const successors: readonly [string, (world: World) => Promise<JobRecord>][] = [
  ['its repeat', (world) => adopt(world, 'k')],
  ['two others at once', adoptTwice],
  [
    'its repeat and another at once',
    async (world) => {
      const [one, other] = await Promise.all([adopt(world, 'k'), adopt(world)]);
      expect(one.id).toBe(other.id);
      return one;
    },
  ],
  [
    'a sweep, and another an hour later',
    async (world) => {
      world.clock.advance(hour);
      await sweepVideos(world.work);
      return adopt(world);
    },
  ],
];

/** Dies after every call in turn, until an act is through before its time has come; before a call is after the last. */
async function dieEverywhere(
  act: (world: World) => Promise<unknown>,
  setUp: () => Promise<World>,
  check: (world: World) => Promise<void>,
): Promise<number> {
  for (let call = 1; ; call += 1) {
    const world = await setUp();
    const died = killAt(world.wire, call, 'after');
    await act(world).catch(() => undefined);
    heal(world.wire);
    await check(world);
    if (!died()) return call - 1;
  }
}

/** One job is at work on the task, comes to its end, and can be deleted for good. */
async function expectOneJob(world: World, job: JobRecord, ended = 0): Promise<void> {
  expect(world.executions.size).toBe(ended + 1);
  expect(world.executions.get(job.id)).toBe('running');
  await world.runAll();
  expect(await world.records.read(job)).toMatchObject({ phase: 'closed', status: 'completed' });
  const records = (await world.keysUnder('videos/')).filter((key) => key.endsWith('job.json'));
  expect(records).toHaveLength(1);
  expect(await world.keysUnder('open/')).toEqual([]);
}

/** A task whose first job was deleted. */
async function withDeletedJob(): Promise<World> {
  const world = await withTask();
  const job = await adopt(world, 'first');
  await world.runAll();
  await remove(world, job);
  return world;
}

describe('adoptTask that dies at any call', () => {
  it.each(successors)('is one job with %s', async (_who, succeed) => {
    const deaths = await dieEverywhere(
      (world) => adopt(world, 'k'),
      withTask,
      async (world) => expectOneJob(world, await succeed(world)),
    );
    expect(deaths).toBeGreaterThan(6);
  });

  it.each(successors)('after a deletion is one job with %s', async (_who, succeed) => {
    const deaths = await dieEverywhere(
      (world) => adopt(world, 'k'),
      withDeletedJob,
      async (world) => expectOneJob(world, await succeed(world), 1),
    );
    expect(deaths).toBeGreaterThan(6);
  });
});

describe('deleteVideo that dies at any call', () => {
  it('lets a task be adopted again, by one job', async () => {
    const jobs = new WeakMap<object, JobRecord>();
    const deaths = await dieEverywhere(
      (world) => remove(world, jobs.get(world) as JobRecord),
      async () => {
        const world = await withTask();
        jobs.set(world, await adopt(world, 'k'));
        await world.runAll();
        return world;
      },
      async (world) => {
        const job = jobs.get(world) as JobRecord;
        await remove(world, job).catch((error) =>
          expect(error).toMatchObject({ code: 'not_found' }),
        );
        await expect(adopt(world, 'k')).rejects.toMatchObject({ code: 'not_found' });
        await expectOneJob(world, await adoptTwice(world), 1);
      },
    );
    expect(deaths).toBeGreaterThan(6);
  });
});
