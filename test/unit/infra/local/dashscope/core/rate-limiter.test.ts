import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../../../../infra/local/dashscope/core/rate-limiter.ts';

function createLimiter() {
  let now = 1_000_000;
  const limiter = createRateLimiter({ now: () => now });
  const admitted = (count: number, perSecond: number) =>
    Array.from({ length: count }, () => limiter.admit('bucket', perSecond)).filter(Boolean).length;
  return { limiter, admitted, wait: (milliseconds: number) => (now += milliseconds) };
}

describe('createRateLimiter', () => {
  it.each([1, 2, 5, 20, 100])('lets %i at once through and refuses the rest', (perSecond) => {
    expect(createLimiter().admitted(perSecond * 3, perSecond)).toBe(perSecond);
  });

  it('gives one token back per interval', () => {
    const { admitted, wait } = createLimiter();
    admitted(5, 5);
    wait(199);
    expect(admitted(5, 5)).toBe(0);
    wait(1);
    expect(admitted(5, 5)).toBe(1);
    wait(400);
    expect(admitted(5, 5)).toBe(2);
  });

  it('never saves up more than a second', () => {
    const { admitted, wait } = createLimiter();
    wait(3_600_000);
    expect(admitted(50, 5)).toBe(5);
  });

  it('lets an even pace through for ever', () => {
    const { admitted, wait } = createLimiter();
    const refused = Array.from({ length: 1000 }, () => {
      wait(200);
      return admitted(1, 5);
    }).filter((count) => count === 0);
    expect(refused).toEqual([]);
  });

  it('keeps buckets apart and fills them all on reset', () => {
    const { limiter } = createLimiter();
    expect(limiter.admit('one', 1)).toBe(true);
    expect(limiter.admit('two', 1)).toBe(true);
    expect(limiter.admit('one', 1)).toBe(false);
    limiter.reset();
    expect(limiter.admit('one', 1)).toBe(true);
  });
});
