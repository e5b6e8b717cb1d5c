import { afterAll, describe, expect, it } from 'vitest';
import { giveUpWaiting } from '../../../../shared/video/give-up-waiting.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { heal } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

async function lateJob(prompt: string) {
  const world = await worlds.create();
  const job = await world.newJob(prompt);
  await submitTask(world.work, job);
  world.clock.advance(3600);
  return { world, job };
}
const pending = 'a cat [[twin:slow_pending seconds=7200]]';
const cancelPath = /\/cancel$/;

describe('giveUpWaiting', () => {
  it('cancels a task that has not begun; nothing is billed', async () => {
    const { world, job } = await lateJob(pending);
    expect((await giveUpWaiting(world.work, job)).phase).toBe('closing');
    await runMachine(world, job);
    expect(await world.work.records.read(job)).toMatchObject({
      status: 'timed_out',
      error: { code: 'deadline_exceeded', maybe_billed: false },
      completed_at: null,
    });
    const [task] = await world.provider.tasks();
    expect(task).toMatchObject({ status: 'CANCELED', billed_seconds: 0 });
  });

  it('announces a task that runs as timed out and keeps its video later', async () => {
    const { world, job } = await lateJob('a cat [[twin:slow_pending seconds=3590]]');
    const output = await giveUpWaiting(world.work, job);
    expect(output).toMatchObject({ phase: 'waiting', wait_seconds: 300 });
    const announced = await world.work.records.read(job);
    expect(announced).toMatchObject({ status: 'timed_out', error: { maybe_billed: true } });
    await runMachine(world, job);
    const record = await world.work.records.read(job);
    expect(record).toMatchObject({ status: 'completed', error: null });
    expect(record.recovered_at).toBe(record.completed_at);
    expect(record.recovered_at).not.toBeNull();
  });

  it('takes a result that is there after all at the last look', async () => {
    const { world, job } = await lateJob('a cat');
    expect((await giveUpWaiting(world.work, job)).phase).toBe('archiving');
    const cancels = (await world.provider.requests()).filter(({ path }) => cancelPath.test(path));
    expect(cancels).toEqual([]);
  });

  it('is no wish of the caller’s when it died after it had cancelled', async () => {
    const { world, job } = await lateJob(pending);
    let isCancelled = false;
    world.wire.pass = async (call, send) => {
      if (isCancelled) throw new Error('died');
      isCancelled = cancelPath.test(call.what);
      return send();
    };
    await expect(giveUpWaiting(world.work, job)).rejects.toThrow('died');
    expect(isCancelled).toBe(true);
    heal(world.wire);
    await runMachine(world, job);
    expect(await world.work.records.read(job)).toMatchObject({
      status: 'timed_out',
      error: { code: 'deadline_exceeded', maybe_billed: false },
    });
  });

  const troubles = [
    ['the cancel is refused', { kind: 'status', status: 400, code: 'UnsupportedOperation' }],
    ['the cancel fails', { kind: 'status', status: 500 }],
    ['the answer to the cancel is lost', { kind: 'reset_after_accept' }],
  ] as const;
  it.each(troubles)('calls nothing unbilled that it does not know: %s', async (_name, fault) => {
    const { world, job } = await lateJob(pending);
    await world.provider.inject(fault, { method: 'POST', path: '/cancel' });
    expect((await giveUpWaiting(world.work, job)).phase).toBe('waiting');
    expect(await world.work.records.read(job)).toMatchObject({
      status: 'timed_out',
      error: { maybe_billed: true },
    });
  });

  it('believes a cancel only when a poll shows it', async () => {
    const { world, job } = await lateJob(pending);
    await world.provider.inject(
      { kind: 'status', status: 500 },
      { method: 'GET', path: '/api/v1/tasks/', nth: 2 },
    );
    expect((await giveUpWaiting(world.work, job)).phase).toBe('waiting');
    await runMachine(world, job);
    expect((await world.work.records.read(job)).phase).toBe('closed');
  });

  it('goes on when the provider cannot be asked at all', async () => {
    const { world, job } = await lateJob('a cat');
    await world.provider.inject({ kind: 'reset_before_accept' });
    expect((await giveUpWaiting(world.work, job)).phase).toBe('waiting');
    await world.provider.clearFaults();
    await runMachine(world, job);
    expect((await world.work.records.read(job)).status).toBe('completed');
  });
});
