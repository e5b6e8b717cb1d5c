import { describe, expect, it } from 'vitest';
import { retried } from '../../../../shared/vision/retry.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const passing = () => Object.assign(new Error('again'), { retryable: true });
const final = () => Object.assign(new Error('final'), { retryable: false });

/** Fails so many times with these errors, then succeeds. */
function failing(...errors: (() => unknown)[]) {
  const clock = createFakeClock({ jumps: true });
  let tries = 0;
  const run = () =>
    retried(clock, async () => {
      const error = errors[tries];
      tries += 1;
      if (error) throw error();
      return 'done';
    });
  return { run, clock, tries: () => tries };
}

describe('retried', () => {
  it('tries again what may be tried again, after a pause', async () => {
    const { run, clock, tries } = failing(passing, passing);
    expect(await run()).toBe('done');
    expect(tries()).toBe(3);
    expect(clock.slept).toHaveLength(2);
  });

  it('gives up after three tries', async () => {
    const { run, tries } = failing(passing, passing, passing, passing);
    await expect(run()).rejects.toThrow('again');
    expect(tries()).toBe(3);
  });

  const errors = [final, () => new Error('plain'), () => 'text', () => ({})];
  it.each(errors)('does not repeat what is final: %s', async (error) => {
    const { run, clock, tries } = failing(error);
    await expect(run()).rejects.toEqual(error());
    expect(tries()).toBe(1);
    expect(clock.slept).toEqual([]);
  });
});
