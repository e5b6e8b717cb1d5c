import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../../shared/commands/run-command.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { startRedriveBus } from '../../../support/redrive-bus.ts';
import {
  command,
  createDays,
  deleteJobs,
  expireJobs,
  recordOfLambda,
  redriveAll,
  usualRules,
} from './commands-world.ts';

const [worlds, bus] = await Promise.all([startWorlds(), startRedriveBus()]);
afterAll(() => Promise.all([worlds.close(), bus.close()]));

const request = { prompt: 'a cat' };
const keyed = { idempotency_key: 'order-7', request };

/** Letters come round once a week, as an operator does whom the alarm has rung. */
async function everyWeek(
  world: VideoWorld,
  happens: (week: number) => Promise<{ readonly rules: object }>,
) {
  const pass = createDays(world);
  const lines: string[] = [];
  for (let week = 1; week <= 12; week += 1) {
    await pass(7);
    const { rules } = await happens(week);
    lines.push(...(await redriveAll(world, bus, rules)));
  }
  const left = (await world.work.store.listKeys('')).filter((key) => /^(dead|aws)/.test(key));
  return { lines, left };
}

describe('letters of one command that come round for twelve weeks', () => {
  it.each([
    ['by its event', { request }, deleteJobs, 1],
    ['by a key', keyed, expireJobs, 4],
  ])('pay for no second job: known %s', async (_, detail, takeJobs, taken) => {
    const world = await worlds.create();
    const first = command(detail);
    await runCommand(world.creator, first);
    const { left } = await everyWeek(world, async (week) => {
      if (week === taken) await takeJobs(world);
      // Lambda gives up late, and EventBridge delivers twice
      if (week <= 4) await recordOfLambda(world, first);
      if (week <= 2) await runCommand(world.creator, first);
      return { rules: usualRules };
    });
    expect(world.machine.started).toHaveLength(1);
    expect(left).toEqual([]);
  });

  it('become no job when their rule comes back after its time', async () => {
    const world = await worlds.create();
    await runCommand(world.creator, command({ request }, { owners: [] }));
    const { lines, left } = await everyWeek(world, async (week) => ({
      rules: week < 5 ? {} : usualRules,
    }));
    expect(world.machine.started).toEqual([]);
    expect(lines.filter((line) => /more than 30 days ago/.test(line)).length).toBeGreaterThan(0);
    expect(left).toEqual([]);
  });

  it('become the one job that was wanted when what was wrong is mended in time', async () => {
    const world = await worlds.create();
    await runCommand(world.creator, command({ request }, { owners: [] }));
    const { left } = await everyWeek(world, async (week) => ({
      rules: week < 4 ? {} : usualRules,
    }));
    expect(world.machine.started).toHaveLength(1);
    expect(left).toEqual([]);
  });
});
