import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sampleJson } from '../../../../../../infra/local/dashscope/chat/sample-json.ts';

const Leaf = z.object({ name: z.string(), size: z.number() });

const schemas: readonly [string, z.ZodType][] = [
  ['an object', z.object({ animal: z.string(), count: z.int(), wild: z.boolean() })],
  ['an enum', z.object({ mood: z.enum(['calm', 'angry']) })],
  ['a literal', z.object({ kind: z.literal('photo') })],
  ['a nested list', z.object({ things: z.array(Leaf).min(2) })],
  ['a union', z.union([Leaf, z.string()])],
  ['null or more', z.object({ note: z.string().nullable() })],
  ['bounds', z.object({ a: z.number().min(3).max(4), b: z.int().positive(), c: z.int().max(-2) })],
  ['lengths', z.object({ code: z.string().min(3).max(5) })],
  ['formats', z.object({ at: z.iso.datetime(), day: z.iso.date(), mail: z.email(), id: z.uuid() })],
  ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() }))],
];

describe('sampleJson', () => {
  it.each(schemas)('fits %s', (_name, schema) => {
    const sample = sampleJson(z.toJSONSchema(schema, { unrepresentable: 'any' }), 'A cat.');
    expect(schema.safeParse(sample)).toMatchObject({ success: true });
  });

  it('follows references, its own included', () => {
    const Node = z.object({
      value: z.string(),
      get children() {
        return z.array(Node);
      },
    });
    expect(Node.safeParse(sampleJson(z.toJSONSchema(Node), 'A cat.')).success).toBe(true);
  });

  it('says what it was told', () => {
    expect(sampleJson(z.toJSONSchema(z.object({ text: z.string() })), 'A cat.')).toEqual({
      text: 'A cat.',
    });
  });

  it.each([
    [true],
    [null],
    ['no schema'],
    [{ $ref: '#/nowhere' }],
    [{ $ref: '#' }],
    [{ enum: [] }],
    [{ anyOf: 5 }],
    [{ type: 'array', minItems: 1e9 }],
    [{ type: 'string', minLength: 1e9 }],
    [{ properties: 'none', type: 7 }],
    [{ allOf: [1, null, { type: 'integer' }] }],
  ])('makes JSON even of %o', (schema) => {
    expect(JSON.stringify(sampleJson(schema, 'A cat.'))).toBeTypeOf('string');
  });

  it('comes to an end where a schema refers to itself many times over', () => {
    const names = Array.from({ length: 20 }, (_, index) => `branch${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: '#' }]));
    const sample = sampleJson({ type: 'object', properties }, 'A cat.');
    expect(JSON.stringify(sample).length).toBeLessThan(1_000_000);
  });
});
