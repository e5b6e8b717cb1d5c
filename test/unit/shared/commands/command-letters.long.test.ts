import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/commands/command.ts';
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
} from './commands-world.ts';

const [worlds, bus] = await Promise.all([startWorlds(), startRedriveBus()]);
afterAll(() => Promise.all([worlds.close(), bus.close()]));

type Step = (world: VideoWorld, first: Command, pass: (days: number) => Promise<void>) => unknown;

/** What anybody may do to a command and its letters, in any order and at any time. */
const steps: Readonly<Record<string, Step>> = {
  'a week goes by': (_world, _first, pass) => pass(7),
  'a day goes by': (_world, _first, pass) => pass(1),
  'the first event comes again': ({ creator }, first) => runCommand(creator, first),
  'it comes by a rule that refuses it': ({ creator }, first) =>
    runCommand(creator, { ...first, allows: { owners: [] } }),
  'it comes by a rule of another owner': ({ creator }, first) =>
    runCommand(creator, { ...first, allows: { owner: 'beta', owners: [] } }),
  'Lambda gives it up': (world, first) => recordOfLambda(world, first),
  'the owner deletes the job': (world) => deleteJobs(world),
  'the record expires': (world) => expireJobs(world),
  'the letters go round': (world) => redriveAll(world, bus),
  'they go round without a rule': (world) => redriveAll(world, bus, {}),
  'they go round by a rule of another owner': (world) =>
    redriveAll(world, bus, { commands: { owner: 'beta' } }),
};

const request = { prompt: 'a cat' };
const details = [{ request }, { idempotency_key: 'order-7', request }];
const names = Object.keys(steps);

describe('a command and its letters', () => {
  it('are one job, whatever happens to them in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...details),
        fc.array(fc.constantFrom(...names), { minLength: 20, maxLength: 60 }),
        async (detail, happened) => {
          const world = await worlds.create();
          const pass = createDays(world);
          const first = command(detail);
          await runCommand(world.creator, first);
          for (const name of happened) await steps[name]?.(world, first, pass);
          expect(world.machine.started).toHaveLength(1);
        },
      ),
      { numRuns: 25 },
    );
  });
});
