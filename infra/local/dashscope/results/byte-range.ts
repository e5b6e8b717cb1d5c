import { ProviderError } from '../route.ts';

/** First and last byte, both included. */
export type ByteRange = { readonly first: number; readonly last: number };

const single = /^bytes=(\d*)-(\d*)$/;

/**
 * The one range a `Range` header asks for; `undefined` without a header, or with one that is to be ignored (RFC 9110 §14.2).
 * @throws ProviderError 416 `InvalidRange`
 */
export function parseByteRange(header: string | null, length: number): ByteRange | undefined {
  const [, first = '', last = ''] = single.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const range =
    first === ''
      ? { first: Math.max(0, length - Number(last)), last: length - 1 }
      : {
          first: Number(first),
          last: last === '' ? length - 1 : Math.min(Number(last), length - 1),
        };
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (range.first < length && range.first <= range.last) return range;
  throw new ProviderError(416, 'InvalidRange', 'The requested range cannot be satisfied.');
}
