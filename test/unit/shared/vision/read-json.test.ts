import { describe, expect, it } from 'vitest';
import { readJson } from '../../../../shared/vision/read-json.ts';

describe('readJson', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' [1, 2]\n', [1, 2]],
    ['null', null],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['```\n{"a":"``"}\n```', { a: '``' }],
    ['Here it is:\n```JSON\n{"a":1}\n```\nAnything else?', { a: 1 }],
    ['{"text":"```json {} ```"}', { text: '```json {} ```' }],
  ])('reads %j', (text, value) => {
    expect(readJson(text)).toEqual({ value });
  });

  it.each(['', 'A cat.', '{"a":', '```json\n{"a":\n```', '``````', '{"a":1} and more'])(
    'finds none in %j',
    (text) => {
      expect(readJson(text)).toBeUndefined();
    },
  );
});
