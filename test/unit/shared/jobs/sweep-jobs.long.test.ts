import { afterAll, describe, expect, it } from 'vitest';
import { closeExecution } from '../../../../shared/jobs/close-execution.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { sweepVideos } from '../../../../shared/video/sweep-videos.ts';
import { withClose } from '../../../support/closing.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { type SweptWorld, startSweptWorlds } from '../../../support/swept-world.ts';

const worlds = await startSweptWorlds();
afterAll(() => worlds.close());

const hour = 3600;
const sweep = async (world: SweptWorld) => (await sweepVideos(world.work)).jobs;
const open = (world: SweptWorld) => world.keysUnder('open/');
const kill = (world: SweptWorld, name: string) => world.executions.set(name, 'over');

/** A job whose every execution so far has died. */
async function deadJob(world: SweptWorld, deaths: number): Promise<JobRecord> {
  const job = await world.newJob();
  for (let n = 0; n < deaths; n += 1) kill(world, n === 0 ? job.id : `${job.id}-r${n}`);
  if (deaths > 1) await world.records.update(job, { type: 'continue', continuation: deaths - 1 });
  return job;
}

describe('sweepJobs', () => {
  it('starts the execution that a dying POST left out', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    expect(await sweep(world)).toMatchObject({ running: 1 });
    await world.runAll();
    expect((await world.records.read(job)).status).toBe('completed');
    expect(await open(world)).toEqual([]);
  });

  it('lets a key stand for what it started, wherever the POST died and when its record is kept no longer', async () => {
    const caller = { owner: 'acme', key: 'order-7', retryCount: 0 };
    const deaths: number[] = [];
    for (let call = 1, wasKilled = true; wasKilled; call += 1) {
      const world = await worlds.create();
      const post = () => createVideo(world.creator, caller, { prompt: 'a cat' });
      const died = killAt(world.wire, call, 'after');
      await post().catch(() => undefined);
      wasKilled = died();
      heal(world.wire);
      world.clock.advance(hour);
      await sweep(world);
      await world.runAll();
      for (const key of await world.keysUnder('videos/')) await world.store.remove(key);
      world.clock.advance(3 * 24 * hour);
      await post().catch((error) => expect(error).toMatchObject({ code: 'not_found' }));
      expect(world.executions.size).toBe(1);
      if (wasKilled) deaths.push(call);
    }
    expect(deaths.length).toBeGreaterThan(4);
  });

  it('leaves an execution alone that runs', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.work.executions.start(job);
    expect(await sweep(world)).toMatchObject({ running: 1, continued: 0 });
    expect([...world.executions.keys()]).toEqual([job.id]);
  });

  it('counts a job as overdue by its age, although it cannot be helped now', async () => {
    const world = await worlds.create();
    await world.newJob();
    const executions = { start: async () => Promise.reject(new Error('AccessDenied')) };
    const sweeper = { ...world.work, executions } as unknown as typeof world.work;
    expect((await sweepVideos(sweeper)).jobs).toMatchObject({ failed: 1, overdue: 0 });
    world.clock.advance(21 * hour);
    expect((await sweepVideos(sweeper)).jobs).toMatchObject({ failed: 1, overdue: 1 });
  });

  it('counts as overdue what nobody can tell the age of', async () => {
    const world = await worlds.create();
    await world.store.writeJson(keys.open('vid_x'), { owner: 'acme' });
    expect(await sweep(world)).toMatchObject({ failed: 1, overdue: 1 });
  });

  it('removes what a POST left that died before there was a job, after a while', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.store.remove(keys.record(job));
    expect(await sweep(world)).toMatchObject({ young: 1 });
    world.clock.advance(121);
    expect(await sweep(world)).toMatchObject({ removed: 1 });
    expect(await world.keysUnder('')).toEqual([]);
  });

  it('finishes the end of a job that died before its marker went', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await runMachine(world, job);
    await world.store.writeJson(keys.open(job.id), {
      owner: job.owner,
      id: job.id,
      at: job.created_at,
    });
    expect(await sweep(world)).toMatchObject({ closed: 1 });
    expect(await open(world)).toEqual([]);
  });

  it('continues a dead execution once a SubmitTask that outlived it must be over', async () => {
    const world = await worlds.create();
    const job = await deadJob(world, 1);
    expect(await sweep(world)).toMatchObject({ quiet: 1 });
    world.clock.advance(101);
    expect(await sweep(world)).toMatchObject({ continued: 1 });
    expect([...world.executions.keys()]).toEqual([job.id, `${job.id}-r1`]);
    expect((await world.records.read(job)).continuations).toBe(1);
    await world.runAll();
    expect((await world.records.read(job)).status).toBe('completed');
  });

  it('closes a job that dies again and again and cannot have cost anything', async () => {
    const world = await worlds.create();
    const job = await deadJob(world, 6);
    world.clock.advance(hour);
    expect(await sweep(world)).toMatchObject({ closed: 1 });
    expect(await world.records.read(job)).toMatchObject({
      status: 'failed',
      error: { code: 'internal_error', maybe_billed: false },
    });
  });

  it('tells the deadline and goes on while something paid may come, and closes a day after the submit', async () => {
    const world = await worlds.create();
    const job = await deadJob(world, 6);
    await submitTask(world.work, job);
    world.clock.advance(2 * hour);
    expect(await sweep(world)).toMatchObject({ continued: 1, overdue: 0 });
    expect(await world.records.read(job)).toMatchObject({
      phase: 'waiting',
      status: 'timed_out',
      error: { code: 'deadline_exceeded', maybe_billed: true },
    });
    for (let n = 6; n < 26; n += 1) {
      kill(world, `${job.id}-r${n}`);
      world.clock.advance(hour);
      await sweep(world);
    }
    kill(world, `${job.id}-r26`);
    expect(await sweep(world)).toMatchObject({ overdue: 1 });
    world.clock.advance(3 * hour);
    expect(await sweep(world)).toMatchObject({ closed: 1, overdue: 0 });
    const record = await world.records.read(job);
    expect(record).toMatchObject({ status: 'failed', error: { maybe_billed: true } });
  });

  it('still gets the video of a job whose executions died for hours', async () => {
    const world = await worlds.create();
    const job = await deadJob(world, 6);
    await submitTask(world.work, job);
    for (let n = 6; n < 16; n += 1) {
      world.clock.advance(hour);
      await sweep(world);
      kill(world, `${job.id}-r${n}`);
    }
    world.clock.advance(hour);
    await sweep(world);
    await world.runAll();
    const record = await world.records.read(job);
    expect(record.status).toBe('completed');
    expect(record.recovered_at).not.toBeNull();
  });

  it('measures what is open for longer than 20 hours', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.work.executions.start(job);
    world.clock.advance(20 * hour + 1);
    expect(await sweep(world)).toMatchObject({ running: 1, overdue: 1 });
    expect(world.logs.join()).toContain(`"event":"job.overdue","owner":"acme","id":"${job.id}"`);
  });

  it('goes on with the others when one cannot be helped', async () => {
    const world = await worlds.create();
    await world.store.writeJson(keys.open('vid_broken'), { what: 'is this' });
    await world.newJob();
    expect(await sweep(world)).toMatchObject({ failed: 1, running: 1 });
  });

  const deaths = (['before', 'after'] as const).flatMap((moment) =>
    Array.from({ length: 15 }, (_, index) => [moment, index + 1] as const),
  );
  it.each(deaths)('harms nothing when it dies %s call %i', async (moment, n) => {
    const world = await worlds.create();
    const half = await world.newJob();
    await world.store.remove(keys.record(half));
    const dead = await deadJob(world, 1);
    world.clock.advance(hour / 8);
    const wasKilled = killAt(world.wire, n, moment);
    await sweep(world).catch(() => undefined);
    expect(wasKilled()).toBe(true);
    heal(world.wire);
    for (let again = 0; again < 2; again += 1) {
      world.clock.advance(hour / 8);
      await sweep(world);
    }
    await world.runAll();
    expect((await world.records.read(dead)).status).toBe('completed');
    expect(await world.provider.tasks()).toHaveLength(1);
    expect((await world.keysUnder('')).filter((key) => key.includes(half.id))).toEqual([]);
    expect(await open(world)).toEqual([]);
  });

  it('is the same when two run at once', async () => {
    const world = await worlds.create();
    const job = await deadJob(world, 1);
    world.clock.advance(hour / 8);
    await Promise.all([sweep(world), sweep(world)]);
    expect([...world.executions.keys()]).toEqual([job.id, `${job.id}-r1`]);
    await world.runAll();
    expect(await world.provider.tasks()).toHaveLength(1);
  });
});

describe('closeExecution', () => {
  it('continues a dead execution at once, five times, and then leaves it to the sweep', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.work.executions.start(job);
    const names = [...world.executions.keys()];
    for (const name of world.executions.keys()) {
      kill(world, name);
      await closeExecution(withClose(world.work), job, name);
      names.push(name);
    }
    expect([...world.executions.keys()].at(-1)).toBe(`${job.id}-r5`);
    const record = await world.records.read(job);
    expect(record).toMatchObject({ phase: 'admission', continuations: 5 });
    expect(await open(world)).toEqual([keys.open(job.id)]);
  });

  it('starts nothing new when an old death is told again', async () => {
    const world = await worlds.create();
    const job = await deadJob(world, 2);
    await world.work.executions.start(job, 2);
    await closeExecution(withClose(world.work), job, job.id);
    expect([...world.executions.keys()]).toEqual([job.id, `${job.id}-r1`, `${job.id}-r2`]);
  });
});
