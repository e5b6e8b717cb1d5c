import { describe, expect, it } from 'vitest';
import { mismatches, schemaProblem } from '../../../../shared/vision/schema-validator.ts';

const person = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
};

function nested(levels: number): Record<string, unknown> {
  const schema: Record<string, unknown> = {};
  let at = schema;
  for (let level = 1; level < levels; level += 1) {
    const inner = {};
    at.not = inner;
    at = inner;
  }
  return schema;
}

const doubling = {
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `d${n}`,
      { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
    ]).concat([['d40', { type: 'string' }]] as never),
  ),
};

describe('schemaProblem', () => {
  it.each([
    ['an empty one', {}],
    ['an ordinary one', person],
    ['one of draft 7', { $schema: 'http://json-schema.org/draft-07/schema#', ...person }],
    ['one with definitions', { $defs: { a: { type: 'string' } }, $ref: '#/$defs/a' }],
    ['one that refers to itself', { properties: { child: { $ref: '#' } } }],
    ['unknown formats and keywords', { type: 'string', format: 'vin', 'x-hint': 1 }],
    ['a deep one', nested(40)],
  ])('takes %s', async (_name, schema) => {
    expect(await schemaProblem(schema)).toBeNull();
  });

  it.each([
    ['a type that does not exist', { type: 'objekt' }, /allowed values/],
    ['a reference elsewhere', { $ref: 'https://x.example/s.json' }, /can't resolve reference/],
    ['a reference to nothing', { $ref: '#/$defs/none' }, /can't resolve reference/],
    ['a broken pattern', { pattern: '(' }, /regular expression/],
    ['an id that is no text', { $id: 5 }, /stands alone/],
    ['one too deep', nested(41), /40 levels/],
    ['one as deep as a stack', nested(50_000), /40 levels/],
    ['one too long', { description: 'x'.repeat(100_000) }, /100000 characters/],
  ])('refuses %s', async (_name, schema, reason) => {
    expect(await schemaProblem(schema)).toMatch(reason);
  });
});

describe('mismatches', () => {
  it('says nothing about what fits', async () => {
    expect(await mismatches(person, { name: 'Ada', age: 36 })).toEqual([]);
  });

  it('names every place that does not fit', async () => {
    expect(await mismatches(person, { age: 'old' })).toEqual([
      "/ must have required property 'name'",
      '/age must be integer',
    ]);
  });

  it('has no schema answer later than at once', async () => {
    expect(await mismatches({ $async: true, type: 'string' }, 1)).toEqual(['/ must be string']);
  });

  it.each([
    [
      'a pattern that backtracks for ever',
      { pattern: '^(a+)+$' },
      `${'a'.repeat(60)}!`,
      /too long/,
    ],
    ['references that double at each step', doubling, 1, /too long/],
    ['one that is its own reference', { $ref: '#' }, 1, /stack/],
  ])('ends soon with %s', async (_name, schema, value, reason) => {
    expect(await mismatches(schema, value)).toEqual([expect.stringMatching(reason)]);
  });
});
