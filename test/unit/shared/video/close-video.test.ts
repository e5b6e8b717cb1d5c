import { afterAll, describe, expect, it } from 'vitest';
import { closeExecution } from '../../../../shared/jobs/close-execution.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { withClose } from '../../../support/closing.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { submitPath } from '../../../support/in-process-provider.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

async function refusedJob() {
  const world = await worlds.create();
  const job = await world.newJob();
  const onSubmit = { method: 'POST', path: submitPath };
  await world.provider.inject({ kind: 'status', status: 400 }, onSubmit);
  await submitTask(world.work, job).catch(() => undefined);
  return { world, job };
}
/** What is left of a job, beside what its request is known by if it comes again. */
const kept = async (world: VideoWorld) =>
  Object.keys(await world.dump()).filter((key) => !key.startsWith('idempotency/'));

describe('closeVideo', () => {
  it('carries the decision out and leaves nothing but the record', async () => {
    const { world, job } = await refusedJob();
    expect((await closeVideo(world.work, job)).phase).toBe('closed');
    expect(await world.work.records.read(job)).toMatchObject({
      phase: 'closed',
      status: 'failed',
      error: { code: 'invalid_parameter' },
    });
    expect(await kept(world)).toEqual([`videos/acme/${job.id}/job.json`]);
  });

  it('changes nothing when it is repeated', async () => {
    const { world, job } = await refusedJob();
    const first = await closeVideo(world.work, job);
    const record = await world.work.records.read(job);
    world.clock.advance(60);
    expect(await closeVideo(world.work, job)).toEqual(first);
    expect(await world.work.records.read(job)).toEqual(record);
  });

  it.each(Array.from({ length: 6 }, (_, n) => n + 1))(
    'finishes at the second try after it died at call %i',
    async (n) => {
      const { world, job } = await refusedJob();
      killAt(world.wire, n, 'after');
      await closeVideo(world.work, job).catch(() => undefined);
      heal(world.wire);
      expect((await closeVideo(world.work, job)).phase).toBe('closed');
      expect(await kept(world)).toEqual([`videos/acme/${job.id}/job.json`]);
    },
  );

  it('fails a job that nobody has decided, and tells that it may be billed', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await submitTask(world.work, job);
    await closeVideo(world.work, job);
    expect(await world.work.records.read(job)).toMatchObject({
      status: 'failed',
      error: { code: 'internal_error', maybe_billed: true },
    });
  });

  it('fails a job that was never submitted as unbilled', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await closeVideo(world.work, job);
    const { error } = await world.work.records.read(job);
    expect(error).toMatchObject({ code: 'internal_error', maybe_billed: false });
  });

  it('leaves a job alone that is submitted while it is closed', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    let looks = 0;
    world.wire.pass = async (call, send) => {
      looks += call.what.startsWith('Get') && call.what.endsWith('job.json') ? 1 : 0;
      if (looks === 2) {
        heal(world.wire);
        await submitTask(world.work, job);
      }
      return send();
    };
    expect((await closeVideo(world.work, job)).phase).toBe('waiting');
    expect(await kept(world)).toContain(`open/${job.id}`);
    await runMachine(world, job);
    expect((await world.work.records.read(job)).status).toBe('completed');
  });
});

describe('closeExecution', () => {
  it('continues a dead execution five times and leaves the job to the sweep after that', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const { id } = job;
    const names = [id, ...[1, 2, 3, 4, 5].map((n) => `${id}-r${n}`)];
    for (const name of names) await closeExecution(withClose(world.creator), job, name);
    expect(world.machine.started.map(({ name }) => name)).toEqual(names);
    expect(world.machine.started.at(-1)?.input).toEqual({ owner: 'acme', id });
    const record = await world.work.records.read(job);
    expect(record).toMatchObject({ phase: 'admission', continuations: 5 });
    expect(await kept(world)).toContain(`open/${id}`);
  });

  it('closes a job whose task the provider has forgotten', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await submitTask(world.work, job);
    world.clock.advance(24 * 3600);
    await closeExecution(withClose(world.creator), job, job.id);
    expect(await world.work.records.read(job)).toMatchObject({
      phase: 'closed',
      status: 'failed',
      error: { maybe_billed: true },
    });
    expect(world.machine.started).toHaveLength(1);
  });

  it('starts a continuation once, however often the event comes', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await closeExecution(withClose(world.creator), job, job.id);
    await closeExecution(withClose(world.creator), job, job.id);
    expect(world.machine.started.map(({ name }) => name)).toEqual([job.id, `${job.id}-r1`]);
  });

  it('leaves a closed job and an unknown one alone', async () => {
    const { world, job } = await refusedJob();
    await closeVideo(world.work, job);
    await closeExecution(withClose(world.creator), job, job.id);
    await closeExecution(withClose(world.creator), { owner: 'acme', id: 'vid_0' }, 'vid_0');
    expect(world.machine.started).toHaveLength(1);
  });

  it('goes on where the first execution died, without a second submit', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await submitTask(world.work, job);
    await closeExecution(withClose(world.creator), job, job.id);
    await runMachine(world, job);
    expect((await world.work.records.read(job)).status).toBe('completed');
    expect(await world.provider.tasks()).toHaveLength(1);
  });
});
