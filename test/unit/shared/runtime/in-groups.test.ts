import { describe, expect, it } from 'vitest';
import { inGroups } from '../../../../shared/runtime/in-groups.ts';

const items = [0, 1, 2, 3, 4, 5, 6];

describe('inGroups', () => {
  it('gives the results in order, with never more than so many at once', async () => {
    let running = 0;
    let most = 0;
    const doubled = await inGroups(items, 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return item * 2;
    });
    expect(doubled).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(most).toBe(3);
  });

  it('fails as its first failing item does, and begins no further group', async () => {
    const begun: number[] = [];
    const work = inGroups(items, 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('one');
    });
    await expect(work).rejects.toThrow('one');
    expect(begun).toEqual([0, 1]);
  });
});
