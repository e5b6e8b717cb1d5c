import { describe, expect, it } from 'vitest';
import { searchWaitSeconds, waitSeconds } from '../../../../shared/video/wait-schedule.ts';
import fc from '../../../support/fake-chance.ts';

const expectedSeconds = 100;

/** Polls of a render that runs from its submit on, and how late its end is noticed. */
function follow(renderSeconds: number) {
  let now = 0;
  let polls = 0;
  do {
    const taskStatus = polls === 0 ? null : 'RUNNING';
    now += waitSeconds({ taskStatus, elapsedSeconds: now, expectedSeconds, slow: false });
    polls += 1;
  } while (now < renderSeconds);
  return { polls, late: now - renderSeconds };
}

describe('waitSeconds', () => {
  const rows = [
    [null, 0, false, 105],
    [null, 200, false, 30],
    ['PENDING', 0, false, 120],
    ['PENDING', 10_000, false, 120],
    ['RUNNING', 0, false, 105],
    ['RUNNING', 99, false, 6],
    ['RUNNING', 105, false, 10],
    ['RUNNING', 120, false, 20],
    ['RUNNING', 10_000, false, 30],
    ['SUSPENDED', 60, false, 45],
    ['RUNNING', 0, true, 300],
    ['RUNNING', 5000, true, 500],
    ['PENDING', 80_000, true, 900],
  ] as const;
  it.each(rows)(
    'after %s for %i s (slow: %s) waits %i s',
    (taskStatus, elapsedSeconds, slow, wait) => {
      expect(waitSeconds({ taskStatus, elapsedSeconds, expectedSeconds, slow })).toBe(wait);
    },
  );

  it('notices a usual render at once', () => {
    expect(follow(expectedSeconds)).toEqual({ polls: 1, late: 5 });
  });

  it('needs few polls for a three-minute render and notices its end soon', () => {
    expect(follow(180).polls).toBeLessThanOrEqual(5);
    const lates = Array.from({ length: 60 }, (_, n) => follow(90 + n).late).sort((a, b) => a - b);
    expect(lates[30]).toBeLessThanOrEqual(10);
  });

  it('gives whole seconds from 5 on', () => {
    const situation = fc.record({
      taskStatus: fc.constantFrom('PENDING', 'RUNNING', null),
      elapsedSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      expectedSeconds: fc.double({ min: 1, max: 3600, noNaN: true }),
      slow: fc.boolean(),
    });
    fc.assert(
      fc.property(situation, (now) => {
        const wait = waitSeconds(now);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(5);
        expect(wait).toBeLessThanOrEqual(Math.max(900, now.expectedSeconds + 6));
      }),
    );
  });
});

describe('searchWaitSeconds', () => {
  it.each([
    [0, 30],
    [120, 30],
    [200, 50],
    [10_000, 120],
  ])('after %i s waits %i s', (elapsed, wait) => {
    expect(searchWaitSeconds(elapsed)).toBe(wait);
  });
});
