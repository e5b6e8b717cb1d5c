import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from '../../../support/fake-chance.ts';
import { startWorlds } from '../../../support/in-process-world.ts';
import { beginStory, deeds, jobsOf, resultKey, type Story } from './upload-story.ts';
import { createUploadWorld, keysUnder, letters, read } from './uploads-world.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());

const step = fc.record({ deed: fc.constantFrom(...Object.keys(deeds)), chance: fc.nat(5) });

/** @param startsWhenDone how many there were when a job of the object first was completed */
async function expectLawful(story: Story, startsWhenDone: number | undefined) {
  const { world, wanted, denied } = story;
  const starts = world.machine.started.filter(({ name }) => !denied.has(name));
  expect(starts.length, 'jobs that may be paid for').toBeLessThanOrEqual(wanted.size);
  if (startsWhenDone === undefined) return;
  expect(world.machine.started, 'starts since it was done').toHaveLength(startsWhenDone);
  expect(await letters(world)).toEqual([]);
  for (const key of await keysUnder(world, resultKey))
    expect(await read(world, key)).toMatchObject({ status: 'completed' });
}

describe('an upload, whatever happens in whatever order', () => {
  it('is paid for only as often as was wanted, never once it is done, and no failure outlives that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const story = await beginStory(await createUploadWorld(worlds));
        let startsWhenDone: number | undefined;
        for (const { deed, chance } of [{ deed: 'tell', chance: 0 }, ...steps]) {
          await deeds[deed]?.(story, chance);
          const isDone = (await jobsOf(story)).some(({ status }) => status === 'completed');
          if (isDone) startsWhenDone ??= story.world.machine.started.length;
          await expectLawful(story, startsWhenDone);
        }
      }),
      { numRuns: 40 },
    );
  });
});
