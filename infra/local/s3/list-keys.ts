import { lowerBound } from './storage/sorted-keys.ts';

export type ListOptions = {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Keys up to and including this one are skipped; a continued listing ignores it. */
  readonly startAfter: string;
  /** Where the page before ended: its `next`. */
  readonly from?: string | undefined;
  readonly maxKeys: number;
};

export type ListedPage = {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** First key of the next page; absent on the last one. */
  readonly next?: string;
};

/**
 * One page of a listing over keys in order. Keys and common prefixes count alike against `maxKeys`; a common
 * prefix is listed when any key under it lies behind `startAfter`, and swallows all its keys, on whichever page.
 */
export function listKeys(sortedKeys: readonly string[], options: ListOptions): ListedPage {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  if (options.maxKeys === 0) return { keys, commonPrefixes };
  let index = firstIndex(sortedKeys, options);
  for (;;) {
    const key = sortedKeys[index];
    if (!key?.startsWith(options.prefix)) return { keys, commonPrefixes };
    if (keys.length + commonPrefixes.length === options.maxKeys) {
      return { keys, commonPrefixes, next: key };
    }
    const commonPrefix = commonPrefixOf(key, options);
    if (commonPrefix === undefined) keys.push(key);
    else commonPrefixes.push(commonPrefix);
    index = commonPrefix === undefined ? index + 1 : endOfPrefix(sortedKeys, index, commonPrefix);
  }
}

function firstIndex(sortedKeys: readonly string[], options: ListOptions): number {
  const atPrefix = lowerBound(sortedKeys, options.prefix);
  if (options.from !== undefined) return Math.max(atPrefix, lowerBound(sortedKeys, options.from));
  const atStart = lowerBound(sortedKeys, options.startAfter);
  const isThere = options.startAfter !== '' && sortedKeys[atStart] === options.startAfter;
  return Math.max(atPrefix, isThere ? atStart + 1 : atStart);
}

function commonPrefixOf(key: string, { prefix, delimiter }: ListOptions): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function endOfPrefix(sortedKeys: readonly string[], from: number, prefix: string): number {
  let index = from;
  while (sortedKeys[index]?.startsWith(prefix)) index++;
  return index;
}
