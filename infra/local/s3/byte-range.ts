import { S3Error } from './s3-error.ts';

/** Bytes `start` to `end`, both included; of an empty object `{ start: 0, end: -1 }`. */
export type ByteRange = { readonly start: number; readonly end: number };

export const wholeRange = (size: number): ByteRange => ({ start: 0, end: size - 1 });

/**
 * The range that a `Range` header asks of an object of `size` bytes; `undefined` means the whole object,
 * which is also what S3 answers to several ranges or to a header it cannot read.
 * Throws `InvalidRange` (416) when no byte of the object is in it.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const range =
    first === ''
      ? { start: Math.max(0, size - Number(last)), end: size - 1 }
      : { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
  if (range.start > range.end) throw invalidRange(header ?? '', size);
  return range;
}

function invalidRange(header: string, size: number): S3Error {
  return new S3Error('InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header,
    ActualObjectSize: String(size),
  });
}
