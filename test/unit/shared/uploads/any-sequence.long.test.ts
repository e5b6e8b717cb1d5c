import { afterAll, beforeAll, describe, it } from 'vitest';
import fc from '../../../support/fake-chance.ts';
import { startWorlds } from '../../../support/in-process-world.ts';
import { deeds, tellStory } from './upload-story.ts';
import { createUploadWorld } from './uploads-world.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());

/** After these, little can go wrong any more. */
const seldom = new Set(['complete', 'deleteOnlyJob', 'waitTwoWeeks', 'waitFiveWeeks']);
const arbitraries = Object.keys(deeds).map((deed) => ({
  arbitrary: fc.record({ deed: fc.constant(deed), chance: fc.nat(5) }),
  weight: seldom.has(deed) ? 1 : 3,
}));
const steps = fc.array(fc.oneof(...arbitraries), { minLength: 12, maxLength: 24 });

describe('an upload, whatever happens in whatever order', () => {
  it('is never lost, is paid for only as often as was wanted, and once done, never again', async () => {
    const property = fc.asyncProperty(steps, async (told) => {
      const begun = { deed: 'tell', chance: 0 };
      await tellStory(await createUploadWorld(worlds), [begun, ...told]);
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
