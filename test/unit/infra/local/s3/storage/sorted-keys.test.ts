import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys, SortedKeys } from '../../../../../../infra/local/s3/storage/sorted-keys.ts';

const byBytes = (left: string, right: string) =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));
const key = fc.string({ unit: 'grapheme', maxLength: 6 });

describe('compareKeys', () => {
  it('orders as the UTF-8 bytes do', () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        expect(Math.sign(compareKeys(left, right))).toBe(byBytes(left, right));
      }),
      {
        examples: [
          ['\uffff', '🎬'],
          ['🎬', '🎭'],
          ['a', 'a/'],
        ],
      },
    );
  });
});

describe('SortedKeys', () => {
  it('stays a sorted set whatever is added and removed', () => {
    const change = fc.record({
      add: fc.boolean(),
      key: fc.constantFrom('a', 'b', 'a/b', 'a-', '🎬'),
    });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const keys = new SortedKeys([]);
        const expected = new Set<string>();
        for (const { add, key: each } of changes) {
          if (add) keys.add(each);
          else keys.delete(each);
          if (add) expected.add(each);
          else expected.delete(each);
        }
        expect(keys.all).toEqual([...expected].sort(byBytes));
      }),
    );
  });
});
