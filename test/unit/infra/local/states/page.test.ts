import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../../../infra/local/states/page.ts';

describe('pageOf', () => {
  const identity = (item: number) => item;

  it('gives every item once and in order, whatever the page size', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 10 }), (list, maxResults) => {
        const collected: number[] = [];
        let nextToken: string | undefined;
        do {
          const page = pageOf(list, identity, { maxResults, nextToken });
          expect(page.items.length).toBeLessThanOrEqual(maxResults);
          collected.push(...page.items);
          nextToken = page.nextToken;
        } while (nextToken !== undefined);
        expect(collected).toEqual(list);
      }),
    );
  });

  it('takes a size of zero for the default of one hundred', () => {
    const list = Array.from({ length: 101 }, (_, index) => index);
    expect(pageOf(list, identity, { maxResults: 0 }).items).toHaveLength(100);
  });

  it('refuses a token it never gave', () => {
    const forged = () => pageOf([1, 2], identity, { maxResults: 1, nextToken: 'forged' });
    expect(forged).toThrow(expect.objectContaining({ code: 'InvalidToken' }));
  });
});
