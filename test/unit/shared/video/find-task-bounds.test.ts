import { afterAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { findTask } from '../../../../shared/video/find-task.ts';
import { claimTask } from '../../../../shared/video/task-claims.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { otherKey } from '../../../support/in-process-provider.ts';
import {
  givenUp,
  hour,
  type LosingWorld,
  notMade,
  startLosingWorlds,
} from '../../../support/lost-jobs.ts';

const worlds = await startLosingWorlds();
afterAll(() => worlds.close());

const closing = { phase: 'closing', verdict: { status: 'failed', error: givenUp.error } };
const phaseOf = async (world: LosingWorld, job: JobRecord) =>
  (await findTask(world.work, job)).phase;

describe('findTask, and how long it looks', () => {
  it('ends after the grace time when there is nothing to wait for', async () => {
    const world = await worlds.create();
    const job = await world.loseAnswer('a cat', 'acme', notMade);
    world.clock.advance(299);
    expect(await phaseOf(world, job)).toBe('searching');
    world.clock.advance(1);
    expect(await phaseOf(world, job)).toBe('closing');
    expect(await world.records.read(job)).toMatchObject(closing);
  });

  it('ends at the deadline while the provider cannot be asked', async () => {
    const world = await worlds.create();
    const job = await world.loseAnswer('a cat');
    await world.provider.inject({ kind: 'status', status: 429 }, { path: '/api/v1/tasks' });
    world.clock.advance(hour - 1);
    expect(await phaseOf(world, job)).toBe('searching');
    world.clock.advance(1);
    expect(await phaseOf(world, job)).toBe('closing');
  });

  it('asks a silent provider seldom', async () => {
    const world = await worlds.create();
    const job = await world.loseAnswer('a cat');
    await world.provider.inject({ kind: 'status', status: 503 }, { path: '/api/v1/tasks' });
    const searches = (await runMachine(world, job)).filter((state) => state === 'FindTask');
    expect(searches.length).toBeLessThan(50);
    expect(await world.records.read(job)).toMatchObject(givenUp);
  });

  it('waits until the deadline for a task that may be this job’s and has not finished', async () => {
    const world = await worlds.create();
    await world.completeOne();
    await world.provider.inject({ kind: 'slow_pending', seconds: 2 * hour });
    const job = await world.loseAnswer('a cat');
    world.clock.advance(hour - 1);
    expect(await phaseOf(world, job)).toBe('searching');
    world.clock.advance(1);
    expect(await phaseOf(world, job)).toBe('closing');
  });

  it('takes a task as soon as it has finished', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const job = await world.loseAnswer('a cat');
    expect(await phaseOf(world, job)).toBe('searching');
    world.clock.advance(200);
    expect(await findTask(world.work, job)).toMatchObject({ phase: 'waiting', wait_seconds: 1 });
    const { intent } = job;
    expect(intent).toBeNull();
    expect((await world.records.read(job)).submitted_at).toBe(job.created_at.replace(/.$/, 'Z'));
  });

  it('goes on with its own claim after a death', async () => {
    const world = await worlds.create();
    const job = await world.loseAnswer('a cat');
    const [{ id } = { id: '' }] = await world.provider.tasks();
    await claimTask(world.work, job, id);
    expect(await findTask(world.work, job)).toMatchObject({ phase: 'waiting', task_id: id });
  });

  it('leaves a lost submit for the sweep, and no intent', async () => {
    const world = await worlds.create();
    const job = await world.loseAnswer('a cat', 'acme', notMade);
    await runMachine(world, job);
    expect(await world.keysUnder('intents/')).toEqual([]);
    expect(await world.keysUnder('lost/')).toEqual([keys.lostSubmit(job.model, job.id)]);
    expect(await world.keysUnder('open/')).toEqual([]);
  });

  it('never gives one owner’s lost task to another’s job, however late that looks', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const maker = await world.loseAnswer('a cat', 'maker');
    world.clock.advance(10);
    const other = await world.loseAnswer('a cat', 'other', notMade);
    await runMachine(world, maker);
    await runMachine(world, other);
    for (const job of [maker, other]) expect(await world.records.read(job)).toMatchObject(givenUp);
  });

  it('does not take a key for ours because a caller adopted a task of it', async () => {
    const world = await worlds.create();
    const foreign = await world.provider.submitElsewhere('theirs', otherKey);
    const adopted = { owner: 'acme', id: 'vid_adopted' };
    await claimTask(world.work, adopted, foreign, { adopted: true });
    const job = await world.loseAnswer('a cat', 'acme', notMade);
    await world.provider.submitElsewhere('a cat', otherKey);
    world.clock.advance(200);
    expect(await phaseOf(world, job)).toBe('searching');
  });

  it('reads every page of the list, and a row that came twice once', async () => {
    const world = await worlds.create();
    await world.completeOne();
    const job = await world.loseAnswer('a cat');
    for (let n = 0; n < 110; n += 1) {
      await world.provider.submitElsewhere(`filler ${n}`, otherKey);
      world.clock.advance(0.3);
    }
    world.clock.advance(2000);
    expect(await phaseOf(world, job)).toBe('waiting');
  });
});
