import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { sweepVideos } from '../../../../shared/video/sweep-videos.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { otherKey } from '../../../support/in-process-provider.ts';
import {
  completeOne,
  givenUp,
  hour,
  loseAnswer,
  loseJob,
  notMade,
  read,
  unclaimedOf,
} from '../../../support/lost-jobs.ts';
import { startSweptWorlds } from '../../../support/swept-world.ts';

const worlds = await startSweptWorlds();
afterAll(() => worlds.close());

describe('sweepVideos, for lost tasks', () => {
  it('brings back the one job that a task can be of', async () => {
    const world = await worlds.create();
    const job = await loseJob(world, 'a cat');
    await completeOne(world);
    const { tasks } = await sweepVideos(world.work);
    expect(tasks).toEqual({ recovered: 1, kept: 0, failed: 0 });
    await world.runAll();
    const record = await read(world, job);
    expect(record).toMatchObject({ status: 'completed', error: null });
    expect(record.recovered_at).not.toBeNull();
    expect(await world.keysUnder('open/')).toEqual([]);
    expect(await world.keysUnder('lost/')).toEqual([]);
    expect(await sweepVideos(world.work)).toMatchObject({ tasks: { recovered: 0, kept: 0 } });
  });

  it('keeps what two jobs may have made for the operator, once', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const first = await loseAnswer(world, 'a cat', 'acme');
    const second = await loseAnswer(world, 'a cat', 'umbrella', notMade);
    for (const job of [first, second]) await runMachine(world, job);
    expect(await read(world, first)).toMatchObject(givenUp);
    const { tasks } = await sweepVideos(world.work);
    expect(tasks).toEqual({ recovered: 0, kept: 1, failed: 0 });
    const [, { id } = { id: '' }] = await world.provider.tasks();
    expect(await unclaimedOf(world)).toEqual([keys.unclaimedFacts(id), keys.unclaimedVideo(id)]);
    const facts = await world.store.readJson(keys.unclaimedFacts(id));
    const candidates = [first, second].map(({ owner, id }) => ({ owner, id }));
    expect(facts?.value).toMatchObject({ task_id: id, copy: null, kept: { bytes: 200_024 } });
    expect(facts?.value).toMatchObject({ candidates: expect.arrayContaining(candidates) });
    expect(JSON.stringify(facts?.value)).not.toMatch(/cat|Signature|sk-/);
    expect((await sweepVideos(world.work)).tasks.kept).toBe(0);
  });

  it('tells tasks of the same minute apart by their prompts', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const cat = await loseAnswer(world, 'a cat', 'acme');
    const dog = await loseAnswer(world, 'a dog', 'umbrella');
    await runMachine(world, cat);
    await runMachine(world, dog);
    const prompts = new Map((await world.provider.tasks()).map(({ id, prompt }) => [id, prompt]));
    for (const job of [cat, dog]) {
      const record = await read(world, job);
      expect(record.status).toBe('completed');
      expect(prompts.get(record.provider.task_id ?? '')).toBe(record.request.prompt);
    }
  });

  it('leaves another application’s task alone', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const job = await loseAnswer(world, 'a cat', 'acme', notMade);
    await world.provider.submitElsewhere('a cat', otherKey);
    await runMachine(world, job);
    expect(await sweepVideos(world.work)).toMatchObject({ tasks: { recovered: 0, kept: 0 } });
    expect(await read(world, job)).toMatchObject(givenUp);
    expect(await unclaimedOf(world)).toEqual([]);
  });

  it('keeps the very prompt of a lost job while no key of ours is known, and gives it back later', async () => {
    const world = await worlds.create();
    const job = await loseAnswer(world, 'a cat');
    await world.provider.submitElsewhere('something else', otherKey);
    await runMachine(world, job);
    expect((await sweepVideos(world.work)).tasks).toMatchObject({ recovered: 0, kept: 1 });
    expect(await unclaimedOf(world)).toHaveLength(2);
    await completeOne(world);
    expect((await sweepVideos(world.work)).tasks).toMatchObject({ recovered: 1, kept: 0 });
    await world.runAll();
    expect((await read(world, job)).status).toBe('completed');
    expect(await unclaimedOf(world)).toEqual([]);
  });

  it('keeps nothing while a submit that may have made it is still being looked for', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const lost = await loseAnswer(world, 'a cat', 'acme');
    const searching = await loseAnswer(world, 'a cat', 'umbrella', notMade);
    await runMachine(world, lost);
    expect((await sweepVideos(world.work)).tasks.kept).toBe(0);
    await runMachine(world, searching);
    expect((await sweepVideos(world.work)).tasks.kept).toBe(1);
  });

  it('is still right when a job that may have made the task was deleted', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const job = await loseJob(world, 'a cat', 'acme');
    await world.store.remove(keys.record(job));
    expect((await sweepVideos(world.work)).tasks).toMatchObject({ recovered: 0, kept: 1 });
  });

  it('gives a job back its task that was written down after the end', async () => {
    const world = await worlds.create();
    const job = await loseJob(world, 'a cat');
    const [{ id } = { id: '' }] = await world.provider.tasks();
    await world.records.update(job, { type: 'accept', taskId: id, requestId: null });
    await sweepVideos(world.work);
    await world.runAll();
    expect((await read(world, job)).status).toBe('completed');
    expect(await world.keysUnder('lost/')).toEqual([]);
  });

  it('tries again when the provider cannot be asked', async () => {
    const world = await worlds.create();
    const job = await loseJob(world, 'a cat');
    await completeOne(world);
    await world.provider.inject({ kind: 'status', status: 429 }, { path: '/api/v1/tasks' });
    expect((await sweepVideos(world.work)).tasks).toEqual({ recovered: 0, kept: 0, failed: 1 });
    await world.provider.clearFaults();
    world.clock.advance(hour);
    expect((await sweepVideos(world.work)).tasks.recovered).toBe(1);
    await world.runAll();
    expect((await read(world, job)).status).toBe('completed');
  });
});
