import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelBudgets } from '../../../../../../infra/local/dashscope/chat/pixel-budgets.ts';
import {
  countFrames,
  countImageTokens,
  countVideoTokens,
  tokenise,
} from '../../../../../../infra/local/dashscope/chat/tokens.ts';

describe('tokenise', () => {
  it('cuts a text into pieces that are the text again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tokenise(text).join('')).toBe(text);
      }),
      { seed: 1 },
    );
  });

  it('counts a Chinese character as one', () => {
    expect(tokenise('描述图片')).toHaveLength(4);
  });
});

describe('countImageTokens', () => {
  const current = { min: 65_536, max: 2_621_440 };

  it.each([
    // sides, bounds, patch, tokens: rounded sides / patch, product + 2
    ['rounds sides to patches', { width: 640, height: 427 }, current, 32, 20 * 13 + 2],
    ['keeps whole patches', { width: 1024, height: 1024 }, current, 32, 32 * 32 + 2],
    ['scales a small image up', { width: 100, height: 100 }, current, 32, 8 * 8 + 2],
    ['scales a large image down', { width: 4096, height: 4096 }, current, 32, 50 * 50 + 2],
    [
      'knows the older patch',
      { width: 560, height: 280 },
      { min: 3136, max: 1e6 },
      28,
      20 * 10 + 2,
    ],
  ])('%s', (_name, sides, bounds, patch, tokens) => {
    expect(countImageTokens(sides, bounds, patch)).toBe(tokens);
  });

  it('stays within the pixels it may look at', () => {
    const side = fc.integer({ min: 11, max: 8000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        fc.pre(Math.max(width, height) / Math.min(width, height) <= 100);
        const tokens = countImageTokens({ width, height }, current, 32) - 2;
        expect(tokens * 32 * 32).toBeLessThanOrEqual(current.max);
        expect(tokens * 32 * 32).toBeGreaterThanOrEqual(current.min);
      }),
      { seed: 1 },
    );
  });
});

describe('countFrames', () => {
  it.each([
    [10, 2, 8000, 20],
    [1, 2, 8000, 4],
    [5, 1, 8000, 4],
    [3.6, 2, 8000, 6],
    [7200, 10, 8000, 8000],
    [600, 2, 512, 512],
  ])('reads %d s at %d a second, at most %d: %d', (seconds, fps, most, frames) => {
    expect(countFrames(seconds, fps, most)).toBe(frames);
  });
});

describe('countVideoTokens', () => {
  const { current } = pixelBudgets;

  it('counts two frames as one', () => {
    const bounds = { min: 65_536, max: 655_360 };
    expect(countVideoTokens(10, { width: 640, height: 480 }, bounds, current)).toBe(
      5 * 20 * 15 + 2,
    );
  });

  it('makes frames smaller when there are many', () => {
    const bounds = { min: 4_096, max: 655_360 };
    const tokens = countVideoTokens(8000, { width: 1280, height: 720 }, bounds, current);
    expect((tokens - 2) * 2 * 32 * 32).toBeLessThanOrEqual(current.totalPixels);
  });
});
