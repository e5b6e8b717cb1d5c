import { describe, expect, it } from 'vitest';
import { isNotModified, writeCheck } from '../../../../../infra/local/s3/preconditions.ts';

const object = {
  headers: {},
  tags: {},
  etag: 'aaa',
  size: 1,
  lastModified: '2026-01-01T00:00:00.500Z',
  segments: [],
};
const sameSecond = 'Thu, 01 Jan 2026 00:00:00 GMT';
const before = 'Wed, 31 Dec 2025 23:59:59 GMT';

describe('writeCheck', () => {
  it.each([
    ['if-none-match', '*', object, 'PreconditionFailed'],
    ['if-none-match', '*', undefined, undefined],
    ['if-match', '"aaa"', object, undefined],
    ['if-match', 'aaa', object, undefined],
    ['if-match', '*', object, undefined],
    ['if-match', '"bbb"', object, 'PreconditionFailed'],
    ['if-match', '"aaa"', undefined, 'NoSuchKey'],
  ])('%s: %s', (header, value, current, code) => {
    const check = () => writeCheck({ [header]: value }, 'key')(current);
    if (code) expect(check).toThrow(expect.objectContaining({ code }));
    else expect(check).not.toThrow();
  });

  it('knows If-None-Match on a write only with a star', () => {
    expect(() => writeCheck({ 'if-none-match': '"aaa"' }, 'key')).toThrow(
      expect.objectContaining({ code: 'NotImplemented' }),
    );
  });
});

describe('isNotModified', () => {
  it.each<[Record<string, string>, boolean | '412']>([
    [{}, false],
    [{ 'if-none-match': '"aaa"' }, true],
    [{ 'if-none-match': '"bbb", "aaa"' }, true],
    [{ 'if-none-match': '"bbb"' }, false],
    [{ 'if-modified-since': sameSecond }, true],
    [{ 'if-modified-since': before }, false],
    [{ 'if-none-match': '"bbb"', 'if-modified-since': sameSecond }, false],
    [{ 'if-match': '"aaa"' }, false],
    [{ 'if-match': '"bbb"' }, '412'],
    [{ 'if-unmodified-since': sameSecond }, false],
    [{ 'if-unmodified-since': before }, '412'],
    [{ 'if-match': '"aaa"', 'if-unmodified-since': before }, false],
  ])('%j is %s', (headers, outcome) => {
    const read = () => isNotModified(headers, object);
    if (outcome === '412') expect(read).toThrow(expect.objectContaining({ status: 412 }));
    else expect(read()).toBe(outcome);
  });
});
