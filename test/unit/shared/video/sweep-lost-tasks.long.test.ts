import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { sweepVideos } from '../../../../shared/video/sweep-videos.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { otherKey } from '../../../support/in-process-provider.ts';
import { givenUp, hour, notMade, startLosingWorlds } from '../../../support/lost-jobs.ts';

const worlds = await startLosingWorlds();
afterAll(() => worlds.close());

describe('sweepVideos, for lost tasks', () => {
  it('brings back the one job that a task can be of', async () => {
    const world = await worlds.create();
    const job = await world.loseJob('a cat');
    await world.completeOne();
    const { tasks } = await sweepVideos(world.work);
    expect(tasks).toEqual({ recovered: 1, kept: 0, failed: 0 });
    await world.runAll();
    const record = await world.records.read(job);
    expect(record).toMatchObject({ status: 'completed', error: null });
    expect(record.recovered_at).not.toBeNull();
    expect(await world.keysUnder('open/')).toEqual([]);
    expect(await world.keysUnder('lost/')).toEqual([]);
    expect(await sweepVideos(world.work)).toMatchObject({ tasks: { recovered: 0, kept: 0 } });
  });

  it('keeps what two jobs may have made for the operator, once', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const first = await world.loseAnswer('a cat', 'acme');
    const second = await world.loseAnswer('a cat', 'umbrella', notMade);
    for (const job of [first, second]) await runMachine(world, job);
    expect(await world.records.read(first)).toMatchObject(givenUp);
    const { tasks } = await sweepVideos(world.work);
    expect(tasks).toEqual({ recovered: 0, kept: 1, failed: 0 });
    const [, { id } = { id: '' }] = await world.provider.tasks();
    expect(await world.unclaimed()).toEqual([keys.unclaimedFacts(id), keys.unclaimedVideo(id)]);
    const facts = await world.store.readJson(keys.unclaimedFacts(id));
    const candidates = [first, second].map(({ owner, id }) => ({ owner, id }));
    expect(facts?.value).toMatchObject({ task_id: id, copy: null, kept: { bytes: 200_024 } });
    expect(facts?.value).toMatchObject({ candidates: expect.arrayContaining(candidates) });
    expect(JSON.stringify(facts?.value)).not.toMatch(/cat|Signature|sk-/);
    expect((await sweepVideos(world.work)).tasks.kept).toBe(0);
  });

  it('tells tasks of the same minute apart by their prompts', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const cat = await world.loseAnswer('a cat', 'acme');
    const dog = await world.loseAnswer('a dog', 'umbrella');
    await runMachine(world, cat);
    await runMachine(world, dog);
    const prompts = new Map((await world.provider.tasks()).map(({ id, prompt }) => [id, prompt]));
    for (const job of [cat, dog]) {
      const record = await world.records.read(job);
      expect(record.status).toBe('completed');
      expect(prompts.get(record.provider.task_id ?? '')).toBe(record.request.prompt);
    }
  });

  it('leaves another application’s task alone', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const job = await world.loseAnswer('a cat', 'acme', notMade);
    await world.provider.submitElsewhere('a cat', otherKey);
    await runMachine(world, job);
    expect(await sweepVideos(world.work)).toMatchObject({ tasks: { recovered: 0, kept: 0 } });
    expect(await world.records.read(job)).toMatchObject(givenUp);
    expect(await world.unclaimed()).toEqual([]);
  });

  it('keeps the very prompt of a lost job while no key of ours is known, and gives it back later', async () => {
    const world = await worlds.create();
    const job = await world.loseAnswer('a cat');
    await world.provider.submitElsewhere('something else', otherKey);
    await runMachine(world, job);
    expect((await sweepVideos(world.work)).tasks).toMatchObject({ recovered: 0, kept: 1 });
    expect(await world.unclaimed()).toHaveLength(2);
    await world.completeOne();
    expect((await sweepVideos(world.work)).tasks).toMatchObject({ recovered: 1, kept: 0 });
    await world.runAll();
    expect((await world.records.read(job)).status).toBe('completed');
    expect(await world.unclaimed()).toEqual([]);
  });

  it('keeps nothing while a submit that may have made it is still being looked for', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const lost = await world.loseAnswer('a cat', 'acme');
    const searching = await world.loseAnswer('a cat', 'umbrella', notMade);
    await runMachine(world, lost);
    expect((await sweepVideos(world.work)).tasks.kept).toBe(0);
    await runMachine(world, searching);
    expect((await sweepVideos(world.work)).tasks.kept).toBe(1);
  });

  it('is still right when a job that may have made the task was deleted', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const job = await world.loseJob('a cat', 'acme');
    await world.store.remove(keys.record(job));
    expect((await sweepVideos(world.work)).tasks).toMatchObject({ recovered: 0, kept: 1 });
  });

  it('gives a job back its task that was written down after the end', async () => {
    const world = await worlds.create();
    const job = await world.loseJob('a cat');
    const [{ id } = { id: '' }] = await world.provider.tasks();
    await world.records.update(job, { type: 'accept', taskId: id, requestId: null });
    await sweepVideos(world.work);
    await world.runAll();
    expect((await world.records.read(job)).status).toBe('completed');
    expect(await world.keysUnder('lost/')).toEqual([]);
  });

  it('tries again when the provider cannot be asked', async () => {
    const world = await worlds.create();
    const job = await world.loseJob('a cat');
    await world.completeOne();
    await world.provider.inject({ kind: 'status', status: 429 }, { path: '/api/v1/tasks' });
    expect((await sweepVideos(world.work)).tasks).toEqual({ recovered: 0, kept: 0, failed: 1 });
    await world.provider.clearFaults();
    world.clock.advance(hour);
    expect((await sweepVideos(world.work)).tasks.recovered).toBe(1);
    await world.runAll();
    expect((await world.records.read(job)).status).toBe('completed');
  });
});
