import { afterAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { findTask } from '../../../../shared/video/find-task.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { otherKey, submitPath } from '../../../support/in-process-provider.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const onSubmit = { method: 'POST', path: submitPath, times: 1 };
const made = { kind: 'reset_after_accept' };
const notMade = { kind: 'reset_before_accept' };
const madeWithRequestId = { kind: 'status_after_accept', status: 504 };

/** A job whose submit went out and whose answer was lost. */
async function lostJob(
  world: VideoWorld,
  fault: object = made,
  owner = 'acme',
): Promise<JobRecord> {
  const job = await world.newJob('a cat', owner);
  await world.provider.inject(fault as Record<string, unknown>, onSubmit);
  await submitTask(world.work, job).catch(() => undefined);
  await world.provider.clearFaults();
  return job;
}

/** A world in which an earlier job has made our key's id known. */
async function worldWithKnownKey() {
  const world = await worlds.create();
  await runMachine(world, await world.newJob('an earlier one'));
  world.clock.advance(3600);
  return world;
}

const waitForGrace = (world: VideoWorld) => world.clock.advance(301);
const stateOf = async (world: VideoWorld, job: JobRecord) => {
  const { phase, provider, verdict } = await world.work.records.read(job);
  return { phase, task: provider.task_id, error: verdict?.error ?? null };
};
const lostFor = { phase: 'closing', error: { code: 'submission_unknown', maybe_billed: true } };

describe('findTask', () => {
  it('adopts the task that carries the request id of the submit', async () => {
    const world = await worlds.create();
    await world.provider.submitElsewhere('a cat');
    const job = await lostJob(world, madeWithRequestId);
    await world.provider.submitElsewhere('a cat');
    const output = await findTask(world.work, job);
    const tasks = await world.provider.tasks();
    expect(output).toMatchObject({ phase: 'waiting', task_id: tasks[1]?.id });
    const stored = await world.dump();
    expect(JSON.parse(stored[`tasks/${tasks[1]?.id}`] ?? '')).toMatchObject({ id: job.id });
    expect(Object.keys(stored).filter((key) => key.startsWith('intents/'))).toEqual([]);
  });

  it('adopts the only task that can be this job’s when our key is known', async () => {
    const world = await worldWithKnownKey();
    const job = await lostJob(world);
    // only a task that has finished shows its prompt
    expect((await findTask(world.work, job)).phase).toBe('searching');
    world.clock.advance(200);
    const output = await findTask(world.work, job);
    expect(output.task_id).toBe((await world.provider.tasks())[1]?.id);
    expect(await runMachine(world, job)).toContain('ArchiveVideo');
    expect((await world.work.records.read(job)).status).toBe('completed');
  });

  it('finds the task on a later page of the list', async () => {
    const world = await worldWithKnownKey();
    const job = await lostJob(world, madeWithRequestId);
    for (let made = 0; made < 130; made += 1) {
      await world.provider.submitElsewhere(`filler ${made}`);
      world.clock.advance(0.3);
    }
    expect((await findTask(world.work, job)).task_id).toBe((await world.provider.tasks())[1]?.id);
  });

  const refusals: readonly [string, (world: VideoWorld) => Promise<JobRecord>][] = [
    [
      'two tasks could be this job’s',
      async (world) => {
        const job = await lostJob(world);
        await world.provider.submitElsewhere('a cat');
        return job;
      },
    ],
    [
      'the only task is of another key',
      async (world) => {
        const job = await lostJob(world, notMade);
        await world.provider.submitElsewhere('a cat', otherKey);
        return job;
      },
    ],
    [
      'the only task began long before the submit',
      async (world) => {
        await world.provider.submitElsewhere('a cat');
        world.clock.advance(31);
        return lostJob(world, notMade);
      },
    ],
    [
      'the only task has another prompt',
      async (world) => {
        const job = await lostJob(world, notMade);
        await world.provider.submitElsewhere('a dog');
        world.clock.advance(200);
        return job;
      },
    ],
    ['no task was made', (world) => lostJob(world, notMade)],
  ];
  it.each(refusals)('never guesses: %s', async (_name, prepare) => {
    const world = await worldWithKnownKey();
    const job = await prepare(world);
    expect(await findTask(world.work, job)).toMatchObject({ phase: 'searching', task_id: null });
    waitForGrace(world);
    await findTask(world.work, job);
    expect(await stateOf(world, job)).toMatchObject({ ...lostFor, task: null });
  });

  it('does not adopt while our key has never been seen', async () => {
    const world = await worlds.create();
    const job = await lostJob(world);
    expect((await findTask(world.work, job)).phase).toBe('searching');
    waitForGrace(world);
    expect((await findTask(world.work, job)).phase).toBe('closing');
    expect(await stateOf(world, job)).toMatchObject(lostFor);
  });

  it('asks again every half minute of the provider’s time until the grace time is over', async () => {
    const world = await worlds.create();
    const job = await lostJob(world, notMade);
    expect((await findTask(world.work, job)).wait_seconds).toBe(30);
    world.clock.advance(299);
    expect((await findTask(world.work, job)).phase).toBe('searching');
    world.clock.advance(1);
    expect((await findTask(world.work, job)).phase).toBe('closing');
  });

  it('adopts nothing while another submit of the model is unsettled', async () => {
    const world = await worldWithKnownKey();
    const lost = await lostJob(world);
    const other = await lostJob(world, notMade, 'other');
    for (const job of [lost, other])
      expect((await findTask(world.work, job)).phase).toBe('searching');
  });

  it('never gives one owner’s lost task to another owner’s job', async () => {
    const world = await worldWithKnownKey();
    const maker = await lostJob(world, made, 'maker');
    world.clock.advance(10);
    const other = await lostJob(world, notMade, 'other');
    world.clock.advance(291);
    expect((await findTask(world.work, maker)).phase).toBe('closing');
    await runMachine(world, maker);
    expect((await findTask(world.work, other)).phase).toBe('searching');
    await runMachine(world, other);
    const record = await world.work.records.read(other);
    expect(record).toMatchObject({ status: 'failed', output: null, error: { maybe_billed: true } });
  });

  it('learns no foreign key from a search that found nothing', async () => {
    const world = await worldWithKnownKey();
    const first = await lostJob(world, notMade);
    await world.provider.submitElsewhere('a cat', otherKey);
    await runMachine(world, first);
    world.clock.advance(600);
    const second = await lostJob(world, notMade);
    await world.provider.submitElsewhere('a cat', otherKey);
    await runMachine(world, second);
    expect((await world.work.records.read(second)).provider.task_id).toBeNull();
  });

  it('adopts a task whose prompt names a URL with a query', async () => {
    const world = await worldWithKnownKey();
    const job = await world.newJob('a cat like https://host.example/cat.jpg?size=2');
    await world.provider.inject(made, onSubmit);
    await submitTask(world.work, job).catch(() => undefined);
    world.clock.advance(200);
    expect((await findTask(world.work, job)).phase).toBe('waiting');
  });

  it('leaves a task alone that another job has claimed', async () => {
    const world = await worldWithKnownKey();
    const accepted = await world.newJob();
    await submitTask(world.work, accepted);
    const job = await lostJob(world, notMade);
    expect((await findTask(world.work, job)).phase).toBe('searching');
  });

  it('only reports where the job stands when its task is known', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const output = await submitTask(world.work, job);
    expect(await findTask(world.work, job)).toEqual(output);
  });

  it('writes a task down that is accepted after the job was given up', async () => {
    const world = await worlds.create();
    const job = await lostJob(world);
    waitForGrace(world);
    await runMachine(world, job);
    const [task] = await world.provider.tasks();
    const late = { type: 'accept', taskId: task?.id ?? '', requestId: null } as const;
    const record = await world.work.records.update(job, late);
    expect(record).toMatchObject({ phase: 'closed', provider: { task_id: task?.id } });
  });
});
