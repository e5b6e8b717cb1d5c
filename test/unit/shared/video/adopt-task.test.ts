import { afterAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { adoptTask } from '../../../../shared/video/adopt-task.ts';
import { deleteVideo } from '../../../../shared/video/delete-video.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const adopt = (world: VideoWorld, request: { task_id: string }, owner = 'acme', key?: string) =>
  adoptTask(world.creator, { owner, key, retryCount: 0 }, request);

async function withTask() {
  const world = await worlds.create();
  const task_id = await world.provider.submitElsewhere('a cat');
  return { world, task_id };
}

/** An adoption whose process dies when it has claimed the task and written down nothing. */
async function claimAndDie(world: VideoWorld, task_id: string, key?: string) {
  killAt(world.wire, 4, 'before');
  await expect(adopt(world, { task_id }, 'acme', key)).rejects.toThrow('killed');
  heal(world.wire);
  const dump = await world.dump();
  expect(Object.keys(dump).filter((name) => !name.startsWith('idempotency/'))).toEqual([
    keys.task(task_id),
  ]);
  return JSON.parse(dump[keys.task(task_id)] ?? '') as { id: string };
}

describe('adoptTask', () => {
  it('takes a task over without a submit and keeps its video', async () => {
    const { world, task_id } = await withTask();
    const request = { task_id, metadata: { order: '7' } };
    const { record, replayed } = await adopt(world, request);
    expect(replayed).toBe(false);
    expect(record).toMatchObject({
      phase: 'waiting',
      mode: 'adopted',
      provider: { task_id },
      metadata: { order: '7' },
    });
    expect(world.machine.started.map(({ name }) => name)).toEqual([record.id]);
    expect(await runMachine(world, record)).not.toContain('FindTask');
    const closed = await world.work.records.read(record);
    expect(closed).toMatchObject({ phase: 'closed', status: 'completed' });
    expect(await world.dump()).toHaveProperty([keys.video(record)]);
    expect(await world.provider.tasks()).toHaveLength(1);
    const types = ['video.queued', 'video.started', 'video.completed'];
    expect(world.told.map(({ type }) => type)).toEqual(types);
  });

  it.each([undefined, 'k'])('is the same job when it is repeated, with the key %s', async (key) => {
    const { world, task_id } = await withTask();
    const first = await adopt(world, { task_id }, 'acme', key);
    const again = await adopt(world, { task_id }, 'acme', key);
    expect(again.replayed).toBe(true);
    expect(again.record.id).toBe(first.record.id);
    expect(world.machine.started).toHaveLength(1);
  });

  it.each(['k', 'another'])(
    'is the same job when the key %s comes again after the provider has forgotten the task',
    async (key) => {
      const { world, task_id } = await withTask();
      const { record } = await adopt(world, { task_id }, 'acme', 'k');
      await adopt(world, { task_id }, 'acme', key);
      world.clock.advance(2 * 24 * 3600);
      expect(await adopt(world, { task_id }, 'acme', key)).toMatchObject({
        replayed: true,
        record: { id: record.id },
      });
      const stranger = adopt(world, { task_id }, 'other', key);
      await expect(stranger).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  it('is one job when it comes many times at once', async () => {
    const { world, task_id } = await withTask();
    const adopted = await Promise.all(Array.from({ length: 8 }, () => adopt(world, { task_id })));
    expect(new Set(adopted.map(({ record }) => record.id)).size).toBe(1);
    const records = Object.keys(await world.dump()).filter((key) => key.endsWith('job.json'));
    expect(records).toHaveLength(1);
  });

  it('knows no task of another owner’s job, adopted or submitted', async () => {
    const { world, task_id } = await withTask();
    await adopt(world, { task_id });
    const job = await world.newJob();
    const submitted = (await submitTask(world.work, job)).task_id ?? '';
    for (const taken of [task_id, submitted])
      await expect(adopt(world, { task_id: taken }, 'other')).rejects.toMatchObject({
        code: 'not_found',
      });
    const records = Object.keys(await world.dump()).filter((key) => /videos\/other/.test(key));
    expect(records).toEqual([]);
  });

  it('gives an owner the job that a task of its own has', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const { task_id } = await submitTask(world.work, job);
    const { record, replayed } = await adopt(world, { task_id: task_id ?? '' });
    expect(record.id).toBe(job.id);
    expect(replayed).toBe(true);
  });

  const firstJobs: readonly [string, (world: VideoWorld) => Promise<JobRecord>][] = [
    ['submitted', (world) => world.newJob()],
    [
      'adopted',
      async (world) => {
        const task_id = await world.provider.submitElsewhere('a cat');
        return (await adopt(world, { task_id })).record;
      },
    ],
  ];
  it.each(firstJobs)('is a new job once the one that %s it is deleted', async (how, begin) => {
    const world = await worlds.create();
    const { id } = await begin(world);
    const first = { owner: 'acme', id };
    await runMachine(world, first);
    world.machine.executions.set(id, 'over');
    const task_id = (await world.work.records.read(first)).provider.task_id ?? '';
    await deleteVideo(world.creator, first);
    const again = await Promise.all([
      adopt(world, { task_id }, 'acme', 'k'),
      adopt(world, { task_id }, 'acme', 'k'),
    ]);
    const [job] = again.map(({ record }) => record);
    expect(again.map(({ record }) => record.id)).toEqual([job?.id, job?.id]);
    expect(job?.id).not.toBe(id);
    // whose key made the task is as well known as before
    const { adopted } = JSON.parse((await world.dump())[keys.task(task_id)] ?? '');
    expect(adopted).toBe(how === 'adopted' ? true : undefined);
    const running = [...world.machine.executions].filter(([, state]) => state === 'running');
    expect(running).toEqual([[job?.id, 'running']]);
    await runMachine(world, job ?? first);
    expect((await world.work.records.read(job ?? first)).status).toBe('completed');
    await deleteVideo(world.creator, job ?? first);
    await expect(adopt(world, { task_id }, 'acme', 'k')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(adopt(world, { task_id }, 'other')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('marks the key that its job came by, whoever wrote it down', async () => {
    const { world, task_id } = await withTask();
    const { id } = await claimAndDie(world, task_id, 'first');
    const { record } = await adopt(world, { task_id }, 'acme', 'second');
    expect(record.id).toBe(id);
    await runMachine(world, record);
    await deleteVideo(world.creator, record);
    const repeat = adopt(world, { task_id }, 'acme', 'first');
    await expect(repeat).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is one job with an attempt that began long after the first, and is at work yet', async () => {
    const { world, task_id } = await withTask();
    const { id } = await claimAndDie(world, task_id);
    world.clock.advance(19 * 60);
    const later: Promise<unknown>[] = [];
    world.wire.pass = async (call, send) => {
      if (later.length > 0 || !call.what.includes(keys.open(''))) return send();
      world.clock.advance(2 * 60);
      later.push(adopt(world, { task_id }));
      await later[0];
      return send();
    };
    const { record } = await adopt(world, { task_id });
    expect(await Promise.all(later)).toMatchObject([{ record: { id } }]);
    expect(record.id).toBe(id);
    expect(world.machine.started.every(({ name }) => name === id)).toBe(true);
  });

  it('begins afresh, times and all, where nobody can be at work any more', async () => {
    const { world, task_id } = await withTask();
    const { id } = await claimAndDie(world, task_id);
    world.clock.advance(20 * 60);
    const { record } = await adopt(world, { task_id });
    expect(record).not.toMatchObject({ id });
    expect(record.created_at).toBe(world.clock.now().toISOString());
    expect(await world.dump()).not.toHaveProperty([keys.record({ owner: 'acme', id })]);
  });

  it('knows no task that the provider does not know', async () => {
    const world = await worlds.create();
    await expect(adopt(world, { task_id: 'no-such-task' })).rejects.toMatchObject({
      errors: [{ pointer: '/task_id' }],
    });
    const written = Object.keys(await world.dump());
    expect(written.filter((key) => !key.startsWith('idempotency/'))).toEqual([]);
  });

  it('names every field that means nothing for a task that exists', async () => {
    const { world, task_id } = await withTask();
    const request = { task_id, prompt: 'a dog', webhook_url: 'http://127.0.0.1/' };
    const refusal = await adopt(world, request).catch((error) => error);
    const pointers = refusal.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(['/prompt', '/webhook_url']);
    expect(world.machine.started).toEqual([]);
  });

  it.each(Array.from({ length: 6 }, (_, n) => n + 1))(
    'is finished by a repeat after it died at call %i',
    async (n) => {
      const { world, task_id } = await withTask();
      killAt(world.wire, n, 'after');
      await adopt(world, { task_id }, 'acme', 'k').catch(() => undefined);
      heal(world.wire);
      const { record } = await adopt(world, { task_id }, 'acme', 'k');
      expect(world.machine.started.map(({ name }) => name)).toEqual([record.id]);
      await runMachine(world, record);
      expect((await world.work.records.read(record)).status).toBe('completed');
    },
  );
});
