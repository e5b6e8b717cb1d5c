import { describe, expect, it } from 'vitest';
import { CreateVideoRequest, ListVideosQuery } from '../../../../shared/contract/video.ts';

const problemsOf = (body: object) => [
  ...new Set(CreateVideoRequest.safeParse(body).error?.issues.map(({ path }) => path[0] ?? '')),
];
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 'value']));

describe('CreateVideoRequest', () => {
  const edges: [string, unknown, unknown][] = [
    ['deadline_seconds', 60, 59],
    ['deadline_seconds', 72_000, 72_001],
    ['deadline_seconds', 3600, 3600.5],
    ['metadata', pairs(16), pairs(17)],
    ['metadata', { ['k'.repeat(64)]: '' }, { ['k'.repeat(65)]: '' }],
    ['metadata', { '1': 'v'.repeat(512) }, { '1': 'v'.repeat(513) }],
    ['metadata', {}, { '': 'v' }],
    ['metadata', { a: 'b' }, { a: 1 }],
    ['duration', 5, 5.5],
    ['duration', 5, '5'],
    ['seed', 0, 0.1],
    ['audio', false, 'false'],
    ['prompt', '', null],
    ['mode', 'i2v', 'v2v'],
    ['model', 'm', ''],
    ['mode', 'videoedit', 'edit'],
    ['img_url', 'asset:ast_1', 1],
    ['reference_urls', ['a'], 'a'],
    ['media', [{ type: 'x', url: 'a' }], [{ type: 'x', uri: 'a' }]],
    ['media', [], Array.from({ length: 51 }, () => ({ type: 'x', url: 'a' }))],
    ['obj_or_bg', ['obj'], [1]],
  ];
  it.each(edges)('takes %s %j and not %j', (name, inside, outside) => {
    expect(problemsOf({ [name]: inside })).toEqual([]);
    expect(problemsOf({ [name]: outside })).toEqual([name]);
  });

  it('drops no field in silence', () => {
    expect(problemsOf({ prompt: 'a', speed: 2 })).toEqual(['']);
  });
});

describe('ListVideosQuery', () => {
  const rows = [
    ['1', 1],
    ['100', 100],
    [undefined, 20],
  ] as const;
  it.each(rows)('reads the limit %s as %i', (limit, read) => {
    expect(ListVideosQuery.parse({ limit }).limit).toBe(read);
  });

  it.each(['0', '101', '1.5', 'many', '-1'])('refuses the limit %s', (limit) => {
    expect(ListVideosQuery.safeParse({ limit }).success).toBe(false);
  });
});
