import { afterAll, describe, expect, it } from 'vitest';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

/** More than a submit makes, so that the last rows show a run that nothing has killed. */
const outboundCalls = Array.from({ length: 11 }, (_, index) => index + 1);
const moments = ['before', 'after'] as const;
const deaths = moments.flatMap((moment) => outboundCalls.map((n) => [moment, n] as const));

describe('submitTask, killed', () => {
  it.each(deaths)('makes at most one task when it dies %s call %i', async (moment, n) => {
    const world = await worlds.create();
    const job = await world.newJob();
    const wasKilled = killAt(world.wire, n, moment);
    await submitTask(world.work, job).catch(() => undefined);
    expect(wasKilled()).toBe(n <= 10);
    heal(world.wire);
    const sentBefore = (await world.provider.tasks()).length;
    await runMachine(world, job);
    const record = await world.work.records.read(job);
    const tasks = await world.provider.tasks();
    expect(tasks.length).toBeLessThanOrEqual(1);
    expect(tasks.length).toBeGreaterThanOrEqual(sentBefore);
    expect(record.phase).toBe('closed');
    const lost = record.error?.code === 'submission_unknown';
    expect(record.status).toBe(lost ? 'failed' : 'completed');
    expect(record.error?.maybe_billed ?? false).toBe(lost);
    expect(Object.keys(await world.dump()).filter((key) => key.startsWith('open/'))).toEqual([]);
  });

  it('finds a lost task again when the key is known from an earlier job', async () => {
    const world = await worlds.create();
    await runMachine(world, await world.newJob('an earlier one'));
    world.clock.advance(600);
    const job = await world.newJob();
    killAt(world.wire, 6, 'after');
    await submitTask(world.work, job).catch(() => undefined);
    heal(world.wire);
    await runMachine(world, job);
    const record = await world.work.records.read(job);
    expect(record.status).toBe('completed');
    expect(await world.provider.tasks()).toHaveLength(2);
  });
});
