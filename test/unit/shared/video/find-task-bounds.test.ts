import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { findTask } from '../../../../shared/video/find-task.ts';
import { claimTask } from '../../../../shared/video/intents.ts';
import { completeOne, givenUp, hour, loseAnswer, notMade } from './lost-jobs.ts';
import { foreignKey } from './recovery-provider.ts';
import { type RecoveryWorld, startWorlds } from './recovery-world.ts';
import { runExecution } from './run-execution.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());

const closing = { phase: 'closing', verdict: { status: 'failed', error: givenUp.error } };
const read = (world: RecoveryWorld, job: JobRecord) => world.records.read(job);
const phaseOf = async (world: RecoveryWorld, job: JobRecord) =>
  (await findTask(world.work, job)).phase;

describe('findTask, and how long it looks', () => {
  it('ends after the grace time when there is nothing to wait for', async () => {
    const world = await worlds.create();
    const job = await loseAnswer(world, 'a cat', 'acme', notMade);
    world.advance(299);
    expect(await phaseOf(world, job)).toBe('searching');
    world.advance(1);
    expect(await phaseOf(world, job)).toBe('closing');
    expect(await read(world, job)).toMatchObject(closing);
  });

  it('ends at the deadline while the provider cannot be asked', async () => {
    const world = await worlds.create();
    const job = await loseAnswer(world, 'a cat');
    await world.provider.inject({ kind: 'status', status: 429 }, { path: '/api/v1/tasks' });
    world.advance(hour - 1);
    expect(await phaseOf(world, job)).toBe('searching');
    world.advance(1);
    expect(await phaseOf(world, job)).toBe('closing');
  });

  it('asks a silent provider seldom', async () => {
    const world = await worlds.create();
    const job = await loseAnswer(world, 'a cat');
    await world.provider.inject({ kind: 'status', status: 503 }, { path: '/api/v1/tasks' });
    expect(await runExecution(world, job)).toBeLessThan(50);
    expect(await read(world, job)).toMatchObject(givenUp);
  });

  it('waits until the deadline for a task that may be this job’s and has not finished', async () => {
    const world = await worlds.create();
    await completeOne(world);
    await world.provider.inject({ kind: 'slow_pending', seconds: 2 * hour });
    const job = await loseAnswer(world, 'a cat');
    world.advance(hour - 1);
    expect(await phaseOf(world, job)).toBe('searching');
    world.advance(1);
    expect(await phaseOf(world, job)).toBe('closing');
  });

  it('takes a task as soon as it has finished', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const job = await loseAnswer(world, 'a cat');
    expect(await phaseOf(world, job)).toBe('searching');
    world.advance(200);
    expect(await findTask(world.work, job)).toMatchObject({ phase: 'waiting', wait_seconds: 1 });
    const { intent } = job;
    expect(intent).toBeNull();
    expect((await read(world, job)).submitted_at).toBe(job.created_at.replace(/.$/, 'Z'));
  });

  it('goes on with its own claim after a death', async () => {
    const world = await worlds.create();
    const job = await loseAnswer(world, 'a cat');
    const [{ id } = { id: '' }] = await world.provider.tasks();
    await claimTask(world.work, job, id);
    expect(await findTask(world.work, job)).toMatchObject({ phase: 'waiting', task_id: id });
  });

  it('leaves a lost submit for the sweep, and no intent', async () => {
    const world = await worlds.create();
    const job = await loseAnswer(world, 'a cat', 'acme', notMade);
    await runExecution(world, job);
    expect(await world.keysUnder('intents/')).toEqual([]);
    expect(await world.keysUnder('lost/')).toEqual([keys.lostSubmit(job.model, job.id)]);
    expect(await world.keysUnder('open/')).toEqual([]);
  });

  it('never gives one owner’s lost task to another’s job, however late that looks', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const maker = await loseAnswer(world, 'a cat', 'maker');
    world.advance(10);
    const other = await loseAnswer(world, 'a cat', 'other', notMade);
    await runExecution(world, maker);
    await runExecution(world, other);
    for (const job of [maker, other]) expect(await read(world, job)).toMatchObject(givenUp);
  });

  it('does not take a key for ours because a caller adopted a task of it', async () => {
    const world = await worlds.create();
    const foreign = await world.provider.submitElsewhere('theirs', foreignKey);
    const adopted = { owner: 'acme', id: 'vid_adopted' };
    await claimTask(world.work, adopted, foreign, { adopted: true });
    const job = await loseAnswer(world, 'a cat', 'acme', notMade);
    await world.provider.submitElsewhere('a cat', foreignKey);
    world.advance(200);
    expect(await phaseOf(world, job)).toBe('searching');
  });

  it('reads every page of the list, and a row that came twice once', async () => {
    const world = await worlds.create();
    await completeOne(world);
    const job = await loseAnswer(world, 'a cat');
    for (let n = 0; n < 110; n += 1) {
      await world.provider.submitElsewhere(`filler ${n}`);
      world.advance(0.3);
    }
    world.advance(2000);
    expect(await phaseOf(world, job)).toBe('waiting');
  });
});
