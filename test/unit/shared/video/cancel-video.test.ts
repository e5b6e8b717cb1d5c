import { afterAll, describe, expect, it } from 'vitest';
import { cancelVideo } from '../../../../shared/video/cancel-video.ts';
import { pollTask } from '../../../../shared/video/poll-task.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { submitPath } from '../../../support/in-process-provider.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

type Job = Awaited<ReturnType<VideoWorld['newJob']>>;
const pending = '[[twin:slow_pending seconds=600]]';
const onSubmit = { method: 'POST', path: submitPath, times: 1 };
const onCancel = { method: 'POST', path: '/cancel' };
const untouched = { state: 'cancelled', billed: 'no' };

async function submitted(prompt: string, seconds = 0) {
  const world = await worlds.create();
  const job = await world.newJob(prompt);
  await submitTask(world.work, job);
  world.clock.advance(seconds);
  if (seconds > 0) await pollTask(world.work, job);
  return { world, job };
}
async function ended(world: VideoWorld, job: Job) {
  await runMachine(world, job);
  return world.work.records.read(job);
}

describe('cancelVideo', () => {
  it('ends a job that was not submitted at once, and nothing is ever sent', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const { record, cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual(untouched);
    expect(record).toMatchObject({ phase: 'closed', status: 'cancelled', error: null });
    await runMachine(world, job);
    expect(await world.provider.tasks()).toEqual([]);
    expect(world.told.map(({ type }) => type)).toEqual(['video.queued', 'video.cancelled']);
  });

  it('cancels a task that waits in the provider’s queue', async () => {
    const { world, job } = await submitted(pending);
    const { record, cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual(untouched);
    expect(record).toMatchObject({ phase: 'closed', status: 'cancelled' });
    expect(await world.provider.tasks()).toMatchObject([{ status: 'CANCELED', billed_seconds: 0 }]);
  });

  it('says too late of a task that runs, and keeps its video', async () => {
    const { world, job } = await submitted('a cat', 30);
    const { cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual({ state: 'too_late', billed: 'unknown' });
    expect(await ended(world, job)).toMatchObject({ status: 'completed' });
  });

  it('says too late and billed of a task that has finished', async () => {
    const { world, job } = await submitted('a cat');
    world.clock.advance(600);
    const { record, cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual({ state: 'too_late', billed: 'yes' });
    expect(record.phase).toBe('archiving');
    expect(await ended(world, job)).toMatchObject({ status: 'completed' });
  });

  it('says too late of a job that is over, and changes nothing', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const before = await ended(world, job);
    const { record, cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual({ state: 'too_late', billed: 'yes' });
    expect(record).toEqual(before);
  });

  it.each([
    ['was refused', { kind: 'status', status: 400 }, 'no'],
    ['may have been billed', { kind: 'reset_after_accept' }, 'unknown'],
  ])('says too late of a job that %s', async (_name, fault, billed) => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.provider.inject(fault, onSubmit);
    await ended(world, job);
    const { cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual({ state: 'too_late', billed });
  });

  it('keeps the wish while the submit is under way; the first poll that can carries it out', async () => {
    const world = await worlds.create();
    const job = await world.newJob(pending);
    let asked: Promise<unknown> | undefined;
    world.wire.pass = async (call, send) => {
      const isSubmit = call.service === 'provider' && call.what.endsWith(submitPath);
      if (isSubmit) asked = cancelVideo(world.work, job).then(({ cancel }) => cancel);
      if (isSubmit) await asked;
      return send();
    };
    const step = await submitTask(world.work, job);
    expect(await asked).toEqual({ state: 'requested', billed: 'unknown' });
    expect(await pollTask(world.work, { ...job, step })).toMatchObject({ phase: 'closing' });
    expect(await ended(world, job)).toMatchObject({ status: 'cancelled' });
    expect(await world.provider.tasks()).toMatchObject([{ status: 'CANCELED', billed_seconds: 0 }]);
  });

  it.each([
    ['fails', { kind: 'status', status: 500 }],
    ['is refused', { kind: 'status', status: 400, code: 'UnsupportedOperation' }],
    ['is not answered', { kind: 'reset_before_accept' }],
  ])('promises nothing when the provider’s cancel %s', async (_name, fault) => {
    const { world, job } = await submitted(pending);
    await world.provider.inject(fault, onCancel);
    const { record, cancel } = await cancelVideo(world.work, job);
    expect(cancel).toEqual({ state: 'requested', billed: 'unknown' });
    expect(record).toMatchObject({ phase: 'waiting', status: 'queued' });
    await world.provider.clearFaults();
    expect(await ended(world, job)).toMatchObject({ status: 'cancelled', error: null });
  });

  it('believes the poll when the answer to the cancel is lost', async () => {
    const { world, job } = await submitted(pending);
    await world.provider.inject({ kind: 'reset_after_accept' }, onCancel);
    expect((await cancelVideo(world.work, job)).cancel).toEqual(untouched);
  });

  it('lets one of many cancels and a submit win, and tells all of them the truth', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const cancels = Array.from({ length: 4 }, () => cancelVideo(world.work, job));
    const submit = submitTask(world.work, job).catch(() => undefined);
    const told = await Promise.all(cancels);
    await submit;
    const record = await ended(world, job);
    const tasks = await world.provider.tasks();
    const isSaid = told.some(({ cancel }) => cancel.state === 'cancelled');
    if (isSaid) expect(record.status).toBe('cancelled');
    if (record.status === 'cancelled')
      for (const task of tasks) expect(task.billed_seconds).toBe(0);
    else expect(record.status).toBe('completed');
  });

  it('knows no job of another owner', async () => {
    const world = await worlds.create();
    const { id } = await world.newJob();
    const other = cancelVideo(world.work, { owner: 'other', id });
    await expect(other).rejects.toMatchObject({ code: 'not_found' });
    expect((await world.work.records.read({ owner: 'acme', id })).phase).toBe('admission');
  });
});
