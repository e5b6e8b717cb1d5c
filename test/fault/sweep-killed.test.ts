import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../shared/storage/keys.ts';
import { sweepVideos } from '../../shared/video/sweep-videos.ts';
import { heal, killAt } from '../support/fake-wire.ts';
import { runMachine } from '../support/in-process-machine.ts';
import { givenUp, hour, notMade, startLosingWorlds } from '../support/lost-jobs.ts';

const worlds = await startLosingWorlds();
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
    const job = await world.loseJob('a cat');
    await world.completeOne();
    const wasKilled = killAt(world.wire, n, moment);
    await sweepVideos(world.work).catch(() => undefined);
    expect(wasKilled()).toBe(true);
    heal(world.wire);
    for (let sweeps = 0; sweeps < 3; sweeps += 1) {
      world.clock.advance(hour);
      await sweepVideos(world.work);
      await world.runAll();
    }
    expect((await world.records.read(job)).status).toBe('completed');
    expect(await world.unclaimed()).toEqual([]);
    expect([...(await world.keysUnder('open/')), ...(await world.keysUnder('lost/'))]).toEqual([]);
  });

  it.each(deathsOf(25))(
    'keeps an unclaimed video once when it dies %s call %i',
    async (moment, n) => {
      const world = await worlds.create();
      await world.completeOne();
      const first = await world.loseAnswer('a cat', 'acme');
      const second = await world.loseAnswer('a cat', 'umbrella', notMade);
      for (const job of [first, second]) await runMachine(world, job);
      const wasKilled = killAt(world.wire, n, moment);
      await sweepVideos(world.work).catch(() => undefined);
      expect(wasKilled()).toBe(true);
      heal(world.wire);
      await sweepVideos(world.work);
      const [, { id } = { id: '' }] = await world.provider.tasks();
      const facts = await world.store.readJson(keys.unclaimedFacts(id));
      expect(facts?.value).toMatchObject({ copy: null, kept: { bytes: 200_024 } });
      expect(await world.unclaimed()).toEqual([keys.unclaimedFacts(id), keys.unclaimedVideo(id)]);
      for (const job of [first, second])
        expect(await world.records.read(job)).toMatchObject(givenUp);
    },
  );

  it('does the same when two sweeps run at once', async () => {
    const world = await worlds.create();
    const job = await world.loseJob('a cat');
    await world.completeOne();
    await Promise.all([sweepVideos(world.work), sweepVideos(world.work)]);
    await world.runAll();
    world.clock.advance(hour);
    await sweepVideos(world.work);
    expect((await world.records.read(job)).status).toBe('completed');
    expect([...world.executions.keys()]).toEqual([job.id, `${job.id}-r1`]);
    expect(await world.keysUnder('open/')).toEqual([]);
  });
});
