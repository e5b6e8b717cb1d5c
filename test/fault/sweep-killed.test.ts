import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../shared/storage/keys.ts';
import { sweepVideos } from '../../shared/video/sweep-videos.ts';
import { heal, killAt } from '../support/fake-wire.ts';
import { runMachine } from '../support/in-process-machine.ts';
import {
  completeOne,
  givenUp,
  hour,
  loseAnswer,
  loseJob,
  notMade,
  read,
  unclaimedOf,
} from '../support/lost-jobs.ts';
import { startSweptWorlds } from '../support/swept-world.ts';

const worlds = await startSweptWorlds();
afterAll(() => worlds.close());

const moments = ['before', 'after'] as const;
/** A death at every call that such a sweep makes. */
const deathsOf = (calls: number) =>
  moments.flatMap((moment) =>
    Array.from({ length: calls }, (_, index) => [moment, index + 1] as const),
  );

describe('sweepVideos, killed', () => {
  it.each(deathsOf(21))('still brings a job back when it dies %s call %i', async (moment, n) => {
    const world = await worlds.create();
    const job = await loseJob(world, 'a cat');
    await completeOne(world);
    const wasKilled = killAt(world.wire, n, moment);
    await sweepVideos(world.work).catch(() => undefined);
    expect(wasKilled()).toBe(true);
    heal(world.wire);
    for (let sweeps = 0; sweeps < 3; sweeps += 1) {
      world.clock.advance(hour);
      await sweepVideos(world.work);
      await world.runAll();
    }
    expect((await read(world, job)).status).toBe('completed');
    expect(await unclaimedOf(world)).toEqual([]);
    expect([...(await world.keysUnder('open/')), ...(await world.keysUnder('lost/'))]).toEqual([]);
  });

  it.each(deathsOf(25))(
    'keeps an unclaimed video once when it dies %s call %i',
    async (moment, n) => {
      const world = await worlds.create();
      await completeOne(world);
      const first = await loseAnswer(world, 'a cat', 'acme');
      const second = await loseAnswer(world, 'a cat', 'umbrella', notMade);
      for (const job of [first, second]) await runMachine(world, job);
      const wasKilled = killAt(world.wire, n, moment);
      await sweepVideos(world.work).catch(() => undefined);
      expect(wasKilled()).toBe(true);
      heal(world.wire);
      await sweepVideos(world.work);
      const [, { id } = { id: '' }] = await world.provider.tasks();
      const facts = await world.store.readJson(keys.unclaimedFacts(id));
      expect(facts?.value).toMatchObject({ copy: null, kept: { bytes: 200_024 } });
      expect(await unclaimedOf(world)).toEqual([keys.unclaimedFacts(id), keys.unclaimedVideo(id)]);
      for (const job of [first, second]) expect(await read(world, job)).toMatchObject(givenUp);
    },
  );

  it('does the same when two sweeps run at once', async () => {
    const world = await worlds.create();
    const job = await loseJob(world, 'a cat');
    await completeOne(world);
    await Promise.all([sweepVideos(world.work), sweepVideos(world.work)]);
    await world.runAll();
    world.clock.advance(hour);
    await sweepVideos(world.work);
    expect((await read(world, job)).status).toBe('completed');
    expect([...world.executions.keys()]).toEqual([job.id, `${job.id}-r1`]);
    expect(await world.keysUnder('open/')).toEqual([]);
  });
});
