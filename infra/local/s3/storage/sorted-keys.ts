/** Orders keys as S3 lists them: by their UTF-8 bytes, which differs from JavaScript's order beyond U+FFFF. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = byteRank(left.charCodeAt(index)) - byteRank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

// Surrogates (code points beyond U+FFFF) come after U+E000-U+FFFF in UTF-8, before them in UTF-16.
function byteRank(codeUnit: number): number {
  const isSurrogate = codeUnit >= 0xd800 && codeUnit <= 0xdfff;
  return isSurrogate ? codeUnit + 0x10000 : codeUnit;
}

/** Index of the first key that is not before `key`. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A set of keys kept in listing order. */
export class SortedKeys {
  readonly #keys: string[];

  constructor(keys: Iterable<string>) {
    this.#keys = [...keys].sort(compareKeys);
  }

  get all(): readonly string[] {
    return this.#keys;
  }

  add(key: string): void {
    const index = lowerBound(this.#keys, key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = lowerBound(this.#keys, key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }
}
