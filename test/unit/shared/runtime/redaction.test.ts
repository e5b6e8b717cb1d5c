import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import { cutDeep, cutQueryStrings, cutSecrets } from '../../../../shared/runtime/redaction.ts';
import fc from '../../../support/fake-chance.ts';

const secret = 'c2lnbmF0dXJl';

describe('cutQueryStrings', () => {
  const rows = [
    ['https://h.example/a?Signature=1&x=2', 'https://h.example/a'],
    ['HTTPS://H.EXAMPLE/A?sig=1', 'HTTPS://H.EXAMPLE/A'],
    ['http://h.example?sig=1', 'http://h.example'],
    ['oss://bucket/key?sig=1', 'oss://bucket/key'],
    ["https://h.example/o'clock?sig=1'2", "https://h.example/o'clock"],
    [
      'see https://h.example/a?sig=1 and http://i.example/b?sig=2!',
      'see https://h.example/a and http://i.example/b',
    ],
    ['"https://h.example/a?sig=1"', '"https://h.example/a"'],
    ['<https://h.example/a?sig=1>', '<https://h.example/a>'],
    ['Really? Yes.', 'Really? Yes.'],
    ['https://h.example/a', 'https://h.example/a'],
  ] as const;
  it.each(rows)('makes %s %s', (text, cut) => {
    expect(cutQueryStrings(text)).toBe(cut);
  });

  it('leaves nothing of a query, wherever its URL stands', () => {
    const path = fc.string({ unit: fc.constantFrom(..."a%2/#&=@:.'猫") });
    const url = path.map((rest) => `https://h.example/${rest}`);
    const around = fc.constantFrom('', ' ', '"', '(', 'was: ', '\n', '<');
    fc.assert(
      fc.property(url, around, around, (start, before, after) => {
        const text = `${before}${start}?Signature=${secret}${after}`;
        expect(cutQueryStrings(text)).not.toContain(secret);
      }),
    );
  });
});

describe('cutSecrets', () => {
  const keys = [
    'sk-0123456789abcdef',
    'sk-sp-0123456789',
    'st-0123456789',
    'qm_local_0000000000000000000000000000',
    'qm_team-7_abc_DEF-123456',
  ];
  it.each(keys)('cuts %s', (key) => {
    for (const text of [key, `Bearer ${key}`, `key=${key}.`, `{"key":"${key}"}`]) {
      const cut = cutSecrets(text);
      expect(cut).toContain('[key]');
      expect(cut).not.toContain(key.slice(6));
    }
  });

  it.each(['task-0123456789', 'disk-usage-report', 'qm_local', 'vid_7ubo1rqbfvi63ar1fqh0ub0ids'])(
    'leaves %s alone',
    (text) => {
      expect(cutSecrets(text)).toBe(text);
    },
  );
});

describe('cutDeep', () => {
  it('cuts every string of a value and keeps the rest', () => {
    const value = {
      url: 'https://h.example/a?sig=1',
      list: ['http://h.example/b?sig=2', 7, null, true],
      inner: { image: 'data:image/png;base64,AAAA', prompt: 'why? because' },
    };
    expect(cutDeep(value)).toEqual({
      url: 'https://h.example/a',
      list: ['http://h.example/b', 7, null, true],
      inner: { image: 'data:image/png;base64,…', prompt: 'why? because' },
    });
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = cutDeep(value);
        expect(cutDeep(once)).toEqual(once);
      }),
    );
  });
});

describe('createLogger', () => {
  it('writes one line of JSON without keys and queries, errors and their causes included', () => {
    const lines: string[] = [];
    const logger = createLogger((line) => lines.push(line), { route: 'getVideo' });
    const cause = new Error('at https://h.example/a?Signature=hidden');
    logger.info('made', { id: 'vid_1' });
    logger.error('failed', new Error('key sk-0123456789abcdef', { cause }), { id: 'vid_1' });
    logger.error('odd', 'thrown text\nof two lines');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', event: 'made', route: 'getVideo', id: 'vid_1' },
      { level: 'error', event: 'failed', error: { name: 'Error', message: 'key [key]' } },
      { level: 'error', event: 'odd', error: 'thrown text\nof two lines' },
    ]);
    expect(lines.join('')).not.toMatch(/hidden|0123456789abcdef/);
    expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
  });
});
