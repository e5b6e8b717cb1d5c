import { afterAll, describe, expect, it } from 'vitest';
import type { RedrivenCommand } from '../../../../shared/commands/command.ts';
import { commandDays } from '../../../../shared/commands/command-age.ts';
import { rerunCommand, runCommand } from '../../../../shared/commands/run-command.ts';
import { eventClaimDays, letterDays } from '../../../../shared/dead-letters/dead-letter.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { command, day, redriven, usualRules } from './commands-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const lettersOf = ({ work }: VideoWorld) => work.store.listKeys('dead-letters/commands/');

describe('a command that is tried again', () => {
  const first = command({ request: { prompt: 'a cat' } });
  const theLetter = async (world: VideoWorld) => {
    const [key = '', ...others] = await lettersOf(world);
    expect(others).toEqual([]);
    return (await world.work.store.readJson(key))?.value;
  };

  it('is done by its rule as that is now', async () => {
    const world = await worlds.create();
    const nobody = command({ request: { prompt: 'a cat' } }, { owners: ['beta'] });
    await runCommand(world.creator, nobody);
    await rerunCommand(world.creator, redriven(nobody));
    expect(world.machine.started).toMatchObject([{ input: { owner: 'acme' } }]);
  });

  const changed: [what: string, rules: RedrivenCommand['rules'], words: RegExp][] = [
    ['is gone', { others: { owner: 'acme', owners: [] } }, /no command rule commands any more/],
    [
      'has other sources',
      { commands: { ...usualRules.commands, sources: ['till'] } },
      /takes no commands of the source shop any more/,
    ],
  ];
  it.each(changed)(
    'stays a letter of its first event when its rule %s',
    async (_, rules, words) => {
      const world = await worlds.create();
      await rerunCommand(world.creator, redriven(first, rules));
      expect(world.machine.started).toEqual([]);
      expect(await theLetter(world)).toMatchObject({
        ...{ source: 'command', rule: 'commands', event: first.event },
        problem: { detail: expect.stringMatching(words), request_id: 'another' },
      });
    },
  );

  it('that names nobody stays its first owner’s, whoever has its rule by then', async () => {
    const world = await worlds.create();
    const wrong = command({ request: { prompt: 'a cat', seed: 'x' } });
    await runCommand(world.creator, wrong);
    const letters = async (rule: RedrivenCommand['rules'][string]) => {
      await rerunCommand(world.creator, redriven(wrong, { commands: rule }));
      const key = 'dead-letters/commands/another.json';
      return (await world.work.store.readJson(key))?.value;
    };
    expect(await letters({ owner: 'beta', owners: [] })).toMatchObject({
      problem: { detail: 'The rule commands does not allow the owner acme.' },
    });
    expect(await letters({ owner: 'beta', owners: ['acme'] })).toMatchObject({
      problem: { detail: expect.stringContaining('/seed') },
    });
  });

  it.each([
    ['that came first', (world: VideoWorld) => runCommand(world.creator, first)],
    ['of a letter', (world: VideoWorld) => rerunCommand(world.creator, redriven(first))],
  ])('makes nothing of an event %s when nobody knows any more what it made', async (_, run) => {
    const world = await worlds.create();
    world.clock.advance((commandDays.after + 1) * day);
    await run(world);
    expect(world.machine.started).toEqual([]);
    expect(await theLetter(world)).toMatchObject({
      problem: { detail: expect.stringMatching(/Send the command anew/) },
    });
  });

  it('makes nothing of an event whose time is yet to come', async () => {
    const world = await worlds.create();
    const time = new Date(world.clock.now().getTime() + 3 * day * 1000).toISOString();
    const early = { ...first, event: { ...first.event, time } };
    await runCommand(world.creator, early);
    expect(world.machine.started).toEqual([]);
    world.clock.advance(3 * day);
    await rerunCommand(world.creator, redriven(early));
    expect(world.machine.started).toHaveLength(1);
  });

  it('is known longer than it may be tried', () => {
    const { before, after } = commandDays;
    expect(before + after).toBeLessThan(eventClaimDays);
    expect(after).toBeGreaterThan(letterDays);
  });
});
