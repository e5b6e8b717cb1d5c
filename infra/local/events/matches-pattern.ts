import { InvalidEventPatternError } from './invalid-event-pattern-error.ts';
import { isObject, type Scalar, scalarTest } from './scalar-filter.ts';

export type EventPattern = Readonly<Record<string, unknown>>;
export type PatternTest = (event: unknown) => boolean;

/** Tests an event against an EventBridge pattern. Throws `InvalidEventPatternError` for a bad pattern. */
export const matchesPattern = (pattern: EventPattern, event: unknown): boolean =>
  compilePattern(pattern)(event);

/** Checks a pattern and gives its test: all fields must match, `$or` any of its alternatives. */
export function compilePattern(pattern: unknown): PatternTest {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new InvalidEventPatternError(`not a pattern: ${JSON.stringify(pattern)}`);
  }
  const tests = Object.entries(pattern).map(([field, part]) =>
    field === '$or' && Array.isArray(part) ? anyOf(part) : fieldTest(field, part),
  );
  return (event) => tests.every((test) => test(event));
}

function anyOf(alternatives: unknown[]): PatternTest {
  const tests = alternatives.map(compilePattern);
  return (event) => tests.some((test) => test(event));
}

function fieldTest(field: string, part: unknown): PatternTest {
  const test = Array.isArray(part) ? leafTest(field, part) : nestedTest(part);
  return (event) => test(isObject(event) ? event[field] : undefined);
}

/** Of an array of objects one element must match as a whole. */
function nestedTest(part: unknown): PatternTest {
  const test = compilePattern(part);
  return (value) => (Array.isArray(value) ? value.some(test) : test(value));
}

/** Any filter of the list may hold for any value of the field; only `exists` speaks of the field itself. */
function leafTest(field: string, filters: unknown[]): PatternTest {
  if (filters.length === 0) throw new InvalidEventPatternError(`${field} matches nothing: []`);
  const tests = filters.map((filter): ((values: Scalar[]) => boolean) => {
    if (isObject(filter) && 'exists' in filter) return existsTest(field, filter.exists);
    const test = scalarTest(filter);
    return (values) => values.some(test);
  });
  return (value) => {
    const values = scalarsOf(value);
    return tests.some((test) => test(values));
  };
}

function existsTest(field: string, wanted: unknown): (values: Scalar[]) => boolean {
  if (typeof wanted !== 'boolean')
    throw new InvalidEventPatternError(`${field}: exists is boolean`);
  return (values) => values.length > 0 === wanted;
}

/** What a field holds at its leaves: objects have none of their own, and an empty array is an absent field. */
function scalarsOf(value: unknown): Scalar[] {
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  return value === undefined || isObject(value) ? [] : [value as Scalar];
}
