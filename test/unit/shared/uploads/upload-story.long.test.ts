import { afterAll, describe, expect, it } from 'vitest';
import { startWorlds } from '../../../support/in-process-world.ts';
import { deeds, tellStory } from './upload-story.ts';
import { createUploadWorld } from './uploads-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

/** What happens to an object; a number after a deed says to which of several. */
const stories: [what: string, story: string, starts: number][] = [
  ['its second job has completed', 'tell fail sendLetters complete takeResult tell closeLate', 2],
  [
    'its second job fails after its first one has come',
    'tell failInDoubt payAgain recover takeResult fail sendLetters',
    2,
  ],
  [
    'its third job is denied before its first one comes',
    'tell failInDoubt payAgain fail payAgainAndDeny recover takeResult resend:1',
    3,
  ],
  [
    'a start was denied and its job is closed late',
    'tellAndDeny tell closeLate:0 sendLetters fail sendLetters sendLetters',
    3,
  ],
  ['it is told again after its second job failed', 'tell fail sendLetters fail tell', 2],
  ['its letter comes again after the claims', 'tell fail sendLetters fail waitFiveWeeks resend', 2],
  ['it is told after the claims', 'tell complete takeResult waitFiveWeeks tell', 1],
  ['it is told after its job was deleted', 'tell fail deleteOnlyJob takeResult tell', 1],
];

describe('an upload is never lost, paid for as often as was wanted, and no failure outlives its success', () => {
  it.each(stories)('when %s: %s', async (_, story, starts) => {
    const world = await createUploadWorld(worlds);
    const steps = story.split(' ').map((step) => {
      const [deed = '', chance = '0'] = step.split(':');
      return { deed, chance: Number(chance) };
    });
    expect(steps.filter(({ deed }) => !Object.hasOwn(deeds, deed))).toEqual([]);
    await tellStory(world, steps);
    expect(world.machine.started).toHaveLength(starts);
  });
});
