import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListOptions, listKeys } from '../../../../../infra/local/s3/list-keys.ts';
import { compareKeys } from '../../../../../infra/local/s3/storage/sorted-keys.ts';

const options = (parts: Partial<ListOptions> = {}): ListOptions => ({
  prefix: '',
  delimiter: '',
  startAfter: '',
  maxKeys: 1000,
  ...parts,
});

/** All entries of a listing in order, as a reader of the documentation would work them out. */
function model(keys: readonly string[], { prefix, delimiter, startAfter }: ListOptions): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix) && compareKeys(key, startAfter) > 0)
    .map((key) => {
      const rest = key.slice(prefix.length);
      const isGrouped = delimiter !== '' && rest.includes(delimiter);
      return isGrouped ? `${prefix}${rest.split(delimiter)[0]}${delimiter}` : key;
    });
  return [...new Set(entries)].sort(compareKeys);
}

/** Entries page by page, each page in order. */
function allPages(keys: readonly string[], wanted: ListOptions): string[][] {
  const pages: string[][] = [];
  let from: string | undefined;
  do {
    const page = listKeys(keys, { ...wanted, from });
    pages.push([...page.keys, ...page.commonPrefixes].sort(compareKeys));
    from = page.next;
  } while (from !== undefined);
  return pages;
}

// Few characters and many keys, so that keys share prefixes; two of them sort differently in UTF-8 and UTF-16.
const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '\uffff', '🎬'),
  maxLength: 4,
  size: 'max',
});
const keySet = fc.uniqueArray(
  key.filter((each) => each !== ''),
  { maxLength: 30, size: 'max' },
);
const query = fc.record({
  prefix: fc.constantFrom('', '', 'a', 'a/', '/', 'b/a'),
  delimiter: fc.constantFrom('', '/', 'a', 'a/'),
  startAfter: fc.oneof(fc.constant(''), key),
  maxKeys: fc.integer({ min: 1, max: 5 }),
});

describe('listKeys', () => {
  it('gives every entry once, in order, in full pages, for any prefix, delimiter and start', () => {
    fc.assert(
      fc.property(keySet, query, (keys, wanted) => {
        const sorted = [...keys].sort(compareKeys);
        const pages = allPages(sorted, wanted);
        expect(pages.flat()).toEqual(model(sorted, wanted));
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(wanted.maxKeys);
        if (pages.length > 1) expect(pages.at(-1)).not.toEqual([]);
      }),
    );
  });

  it('goes on behind a common prefix that ended a page', () => {
    const keys = ['a/1', 'a/2', 'a/3', 'b'];
    const first = listKeys(keys, options({ delimiter: '/', maxKeys: 1 }));
    expect(first).toEqual({ keys: [], commonPrefixes: ['a/'], next: 'b' });
  });

  it('lists a common prefix while any key under it is behind the start', () => {
    const keys = ['a/1', 'a/2', 'b'];
    const listed = (startAfter: string) =>
      listKeys(keys, options({ delimiter: '/', startAfter })).commonPrefixes;
    expect(listed('a/1')).toEqual(['a/']);
    expect(listed('a/2')).toEqual([]);
  });

  it('goes on at the right place when the next key has been deleted', () => {
    const { next } = listKeys(['a', 'b', 'c'], options({ maxKeys: 1 }));
    expect(listKeys(['a', 'c'], options({ from: next })).keys).toEqual(['c']);
  });

  it('answers a page of nothing for max-keys 0', () => {
    expect(listKeys(['a'], options({ maxKeys: 0 }))).toEqual({ keys: [], commonPrefixes: [] });
  });
});
