import { expect } from 'vitest';
import { letterDays } from '../../../../shared/dead-letters/dead-letter.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import type { Story } from './upload-story.ts';
import { letters, read, resultOf } from './uploads-world.ts';

const dayMilliseconds = 24 * 3600 * 1000;

/**
 * What holds at any point of a story: nothing is paid for that was not wanted, and what was wanted is never lost.
 * @param jobs those on record
 * @param startsWhenDone how many there were when a job of the object first was completed
 */
export async function expectLawful(
  story: Story,
  jobs: readonly JobRecord[],
  startsWhenDone: number | undefined,
): Promise<void> {
  const { world, wanted, denied } = story;
  const starts = world.machine.started.filter(({ name }) => !denied.has(name));
  expect(starts.length, 'jobs that may be paid for').toBeLessThanOrEqual(wanted.size);
  if (startsWhenDone === undefined) await expectKept(story, jobs);
  else await expectDone(story, startsWhenDone);
}

/** No failure outlives a success, and nothing is begun after it. */
async function expectDone({ world }: Story, startsWhenDone: number): Promise<void> {
  expect(world.machine.started, 'starts since it was done').toHaveLength(startsWhenDone);
  const kept = await Promise.all((await letters(world)).map((key) => read(world, key)));
  // somebody may have taken the result away, after which nobody knows one day that it was done, and says so
  const told = [await resultOf(world, 'films/a.jpg'), ...kept].filter((one) => one !== undefined);
  for (const one of told)
    expect(JSON.stringify(one)).toMatch(/"status":"completed"|nobody knows whether/);
}

/** What is not done goes on, comes again or can be tried again, until its owner or time has taken it away. */
async function expectKept(
  { world, first, owed, deleted }: Story,
  jobs: readonly JobRecord[],
): Promise<void> {
  const age = world.clock.now().getTime() - new Date(first.event.time ?? '').getTime();
  if (deleted.size > 0 || age > letterDays * dayMilliseconds) return;
  const open = jobs.filter(({ phase }) => phase !== 'closed').map(({ id }) => id);
  const again = owed.map(({ event }) => event.id);
  const left = [...open, ...again, ...(await letters(world))];
  expect(left, 'what is left of an object that is not done').not.toEqual([]);
}
