import { describe, expect, it } from 'vitest';
import { typicalSecondsOf } from '../../../../shared/video/catalogue.ts';
import { waitSeconds } from '../../../../shared/video/wait-schedule.ts';
import fc from '../../../support/fake-chance.ts';

/** Polls of a render that runs from its submit on, and how late its end is noticed. */
function follow(renderSeconds: number) {
  const first = typicalSecondsOf('wan2.6-t2v');
  let now = first;
  let polls = 1;
  while (now < renderSeconds) {
    now += waitSeconds({ taskStatus: 'RUNNING', elapsedSeconds: now - first, slow: false });
    polls += 1;
  }
  return { polls, late: now - renderSeconds };
}

describe('waitSeconds', () => {
  const rows = [
    ['PENDING', 0, false, 30],
    ['PENDING', 120, false, 30],
    ['PENDING', 200, false, 50],
    ['PENDING', 10_000, false, 120],
    ['RUNNING', 0, false, 20],
    ['RUNNING', 160, false, 24],
    ['RUNNING', 10_000, false, 30],
    ['SUSPENDED', 200, false, 50],
    [null, 200, false, 50],
    ['RUNNING', 0, true, 300],
    ['RUNNING', 5000, true, 500],
    ['PENDING', 80_000, true, 900],
  ] as const;
  it.each(rows)(
    'after %s for %i s (slow: %s) waits %i s',
    (taskStatus, elapsedSeconds, slow, wait) => {
      expect(waitSeconds({ taskStatus, elapsedSeconds, slow })).toBe(wait);
    },
  );

  it('needs few polls for a three-minute render and notices its end soon', () => {
    expect(follow(180).polls).toBeLessThanOrEqual(5);
    const lates = Array.from({ length: 41 }, (_, n) => follow(160 + n).late).sort((a, b) => a - b);
    expect(lates[20]).toBeLessThanOrEqual(10);
  });

  it('gives whole seconds within its bounds and never shorter ones later', () => {
    const situation = fc.record({
      taskStatus: fc.constantFrom('PENDING', 'RUNNING', null),
      elapsedSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      slow: fc.boolean(),
    });
    fc.assert(
      fc.property(situation, fc.double({ min: 0, max: 1e5, noNaN: true }), (now, more) => {
        const wait = waitSeconds(now);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(20);
        expect(wait).toBeLessThanOrEqual(900);
        const later = { ...now, elapsedSeconds: now.elapsedSeconds + more };
        expect(waitSeconds(later)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});
