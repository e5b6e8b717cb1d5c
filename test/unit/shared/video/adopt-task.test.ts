import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { adoptTask } from '../../../../shared/video/adopt-task.ts';
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

  it('knows no task that the provider does not know', async () => {
    const world = await worlds.create();
    await expect(adopt(world, { task_id: 'no-such-task' })).rejects.toMatchObject({
      errors: [{ pointer: '/task_id' }],
    });
    expect(await world.dump()).toEqual({});
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
