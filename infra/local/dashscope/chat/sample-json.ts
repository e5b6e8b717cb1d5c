import * as z from 'zod';

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const list = z.array(z.unknown()).optional().catch(undefined);

/** The parts of a JSON Schema that a sample is drawn from; whatever else it says is left to luck. */
const Schema = z.object({
  $ref: text,
  const: z.unknown().optional(),
  enum: list,
  anyOf: list,
  oneOf: list,
  allOf: list,
  type: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  format: text,
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  items: z.unknown().optional(),
  minItems: z.int().min(0).max(100).optional().catch(undefined),
  minLength: z.int().min(0).max(10_000).optional().catch(undefined),
  maxLength: z.int().min(0).optional().catch(undefined),
  minimum: number,
  exclusiveMinimum: number,
  maximum: number,
  multipleOf: z.number().positive().optional().catch(undefined),
});

type Schema = z.infer<typeof Schema>;

/** What a drawing goes by; `nodesLeft` ends schemas that refer to themselves many times over. */
type World = { readonly root: unknown; readonly text: string; nodesLeft: number };

type Draw = (schema: Schema, world: World, depth: number) => unknown;

const maxNodes = 10_000;
const maxDepth = 8;
const deepestOptionalItem = 4;

const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A value that fits a JSON Schema, its free texts being `text`: all properties, few items, small numbers. */
export function sampleJson(schema: unknown, text: string): unknown {
  return draw(schema, { root: schema, text, nodesLeft: maxNodes }, 0);
}

function draw(schema: unknown, world: World, depth: number): unknown {
  world.nodesLeft -= 1;
  const { success, data } = Schema.safeParse(schema);
  if (!success || depth > maxDepth || world.nodesLeft < 0) return null;
  const resolved = resolve(data, world.root);
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum) return resolved.enum[0] ?? null;
  const [choice] = resolved.anyOf ?? resolved.oneOf ?? [];
  if (choice) return draw(choice, world, depth + 1);
  return drawers[typeOf(resolved)]?.(resolved, world, depth) ?? null;
}

/** Follows one reference within the document, and lays `allOf` together with what stands beside it. */
function resolve(schema: Schema, root: unknown): Schema {
  const parts = (schema.allOf ?? []).map((part) => Schema.safeParse(part).data ?? {});
  const properties = Object.assign({}, ...[...parts, schema].map((part) => part.properties));
  const merged: Schema = Object.assign({}, ...parts, schema);
  if (Object.keys(properties).length > 0) merged.properties = properties;
  if (!merged.$ref?.startsWith('#')) return merged;
  const step = (node: unknown, key: string) => (node as Record<string, unknown> | undefined)?.[key];
  const target = merged.$ref.split('/').slice(1).reduce(step, root);
  return Schema.safeParse(target).data ?? {};
}

function typeOf({ type, properties, items }: Schema): string {
  const [first] = [type ?? []].flat();
  if (first) return first;
  if (properties) return 'object';
  return items ? 'array' : 'string';
}

const drawers: Readonly<Record<string, Draw>> = {
  object: ({ properties = {} }, world, depth) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, draw(schema, world, depth + 1)]),
    ),
  array: ({ items = {}, minItems = 0 }, world, depth) =>
    Array.from({ length: Math.max(minItems, depth < deepestOptionalItem ? 1 : 0) }, () =>
      draw(items, world, depth + 1),
    ),
  string: ({ format = '', minLength = 0, maxLength = 2_000 }, { text }) =>
    (formats[format] ?? text).padEnd(minLength, '.').slice(0, maxLength),
  number: drawNumber,
  integer: drawNumber,
  boolean: () => true,
};

function drawNumber(schema: Schema): number {
  const { exclusiveMinimum, maximum = 1, multipleOf = 1 } = schema;
  const least = exclusiveMinimum === undefined ? schema.minimum : exclusiveMinimum + multipleOf;
  const smallest = Math.ceil((least ?? Math.min(1, maximum)) / multipleOf) * multipleOf;
  return least === undefined ? Math.min(smallest, maximum) : smallest;
}
