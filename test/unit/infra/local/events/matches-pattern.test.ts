import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidEventPatternError } from '../../../../../infra/local/events/invalid-event-pattern-error.ts';
import { matchesPattern } from '../../../../../infra/local/events/matches-pattern.ts';

const event = {
  source: 'aws.s3',
  detail: {
    bucket: { name: 'media' },
    object: { key: 'inbox/cats/Tom.PNG', size: 1000 },
    tags: ['red', 'blue'],
    empty: [],
    none: null,
    ok: true,
    parts: [
      { n: 1, etag: 'a' },
      { n: 2, etag: 'b' },
    ],
  },
};
const detail = (pattern: object) => ({ detail: pattern });
const key = (...filters: unknown[]) => detail({ object: { key: filters } });
const size = (...filters: unknown[]) => detail({ object: { size: filters } });
const tags = (...filters: unknown[]) => detail({ tags: filters });

describe('matchesPattern', () => {
  it.each<[string, object, boolean]>([
    ['an equal value', { source: ['aws.s3'] }, true],
    ['another value', { source: ['aws.ec2'] }, false],
    ['one of several values', { source: ['aws.ec2', 'aws.s3'] }, true],
    ['all fields', { source: ['aws.s3'], ...size(1000) }, true],
    ['all but one field', { source: ['aws.s3'], ...size(1) }, false],
    ['a number', size(1000), true],
    ['a number against its text', size('1000'), false],
    ['null', detail({ none: [null] }), true],
    ['a boolean', detail({ ok: [true] }), true],
    ['null against a missing field', detail({ missing: [null] }), false],
    ['a value of an array', tags('blue'), true],
    ['no value of an array', tags('green'), false],
    ['an object of an array', detail({ parts: { n: [2], etag: ['b'] } }), true],
    ['fields of different objects of an array', detail({ parts: { n: [2], etag: ['a'] } }), false],
    ['a prefix', key({ prefix: 'inbox/' }), true],
    ['another prefix', key({ prefix: 'results/' }), false],
    ['a prefix of a number', size({ prefix: '1' }), false],
    ['a prefix in another case', key({ prefix: { 'equals-ignore-case': 'INBOX/' } }), true],
    ['a suffix', key({ suffix: '.PNG' }), true],
    ['a suffix of the wrong case', key({ suffix: '.png' }), false],
    ['a suffix in another case', key({ suffix: { 'equals-ignore-case': '.png' } }), true],
    ['the text in another case', key({ 'equals-ignore-case': 'INBOX/cats/tom.png' }), true],
    ['a wildcard', key({ wildcard: 'inbox/*/Tom.*' }), true],
    ['a wildcard that stops early', key({ wildcard: 'inbox/*/' }), false],
    ['a wildcard with characters of expressions', key({ wildcard: 'inbox/....*' }), false],
    ['an escaped star', detail({ bucket: { name: [{ wildcard: 'med\\*' }] } }), false],
    ['anything but another', key({ 'anything-but': 'x' }), true],
    ['anything but itself', size({ 'anything-but': [1, 1000] }), false],
    ['anything but on a missing field', detail({ missing: [{ 'anything-but': 'x' }] }), false],
    ['anything but its prefix', key({ 'anything-but': { prefix: 'inbox/' } }), false],
    ['anything but prefixes', key({ 'anything-but': { prefix: ['a/', 'b/'] } }), true],
    ['anything but its suffix', key({ 'anything-but': { suffix: '.PNG' } }), false],
    ['anything but a wildcard', key({ 'anything-but': { wildcard: '*/cats/*' } }), false],
    [
      'anything but in any case',
      key({ 'anything-but': { 'equals-ignore-case': 'inbox/CATS/tom.png' } }),
      false,
    ],
    ['anything but one of an array', tags({ 'anything-but': 'red' }), true],
    ['a numeric equality', size({ numeric: ['=', 1000] }), true],
    ['a numeric range', size({ numeric: ['>', 0, '<=', 1000] }), true],
    ['beyond a numeric range', size({ numeric: ['>', 0, '<', 1000] }), false],
    ['a numeric test of a text', key({ numeric: ['>', 0] }), false],
    ['a field that exists', key({ exists: true }), true],
    ['a missing field that exists', detail({ missing: [{ exists: true }] }), false],
    ['a missing field that does not', detail({ missing: [{ exists: false }] }), true],
    ['a field below a missing one', detail({ a: { b: [{ exists: false }] } }), true],
    ['null, which exists', detail({ none: [{ exists: true }] }), true],
    ['an empty array, which does not', detail({ empty: [{ exists: false }] }), true],
    ['an object, which is no leaf', detail({ bucket: [{ exists: true }] }), false],
    ['a filter or a value', key({ prefix: 'x' }, 'inbox/cats/Tom.PNG'), true],
    ['$or with one that matches', { $or: [{ source: ['x'] }, size(1000)] }, true],
    ['$or with none', { $or: [{ source: ['x'] }, size(1)] }, false],
    ['$or beside a field that differs', { source: ['x'], $or: [size(1000), size(1)] }, false],
  ])('compares %s', (_what, pattern, expected) => {
    expect(matchesPattern({ ...pattern }, event)).toBe(expected);
  });

  it.each<[string, object]>([
    ['an unknown operator', { source: [{ cidr: '10.0.0.0/8' }] }],
    ['two operators in one filter', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['an inherited name', { source: [{ toString: 'a' }] }],
    ['a bare value', { source: 'aws.s3' }],
    ['no values', { source: [] }],
    ['an empty pattern', {}],
    ['an empty part', { detail: {} }],
    ['a prefix that is a number', { source: [{ prefix: 1 }] }],
    ['an odd comparison', { source: [{ numeric: ['>', 0, '<'] }] }],
    ['an unknown comparator', { source: [{ numeric: ['!=', 0] }] }],
    ['no comparison', { source: [{ numeric: [] }] }],
    ['exists of a text', { source: [{ exists: 'yes' }] }],
    ['two stars together', { source: [{ wildcard: 'a**' }] }],
  ])('refuses %s', (_what, pattern) => {
    expect(() => matchesPattern({ ...pattern }, event)).toThrow(InvalidEventPatternError);
  });
});

/** What a filter means, said as plainly as possible. */
const references: Record<string, (value: unknown, operand: string) => boolean> = {
  prefix: (value, operand) => String(value).slice(0, operand.length) === operand,
  suffix: (value, operand) => operand === '' || String(value).slice(-operand.length) === operand,
  'equals-ignore-case': (value, operand) => String(value).toLowerCase() === operand.toLowerCase(),
  'anything-but': (value, operand) => value !== operand,
};

describe('matchesPattern against plain predicates', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '.', '*'), maxLength: 4 });

  it.each(Object.entries(references))('agrees on %s', (operator, reference) => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), text, (values, operand) => {
        const matched = matchesPattern({ field: [{ [operator]: operand }] }, { field: values });
        expect(matched).toBe(values.some((value) => reference(value, operand)));
      }),
    );
  });

  it('agrees on wildcards, by trying every way to read the star', () => {
    const isLike = (value: string, pattern: string): boolean => {
      const [first, ...others] = pattern;
      if (first === undefined) return value === '';
      const rest = others.join('');
      if (first !== '*') return value.startsWith(first) && isLike(value.slice(1), rest);
      return [...value, ''].some((_, index) => isLike(value.slice(index), rest));
    };
    const patterns = text.filter((pattern) => !pattern.includes('**'));
    fc.assert(
      fc.property(text, patterns, (value, pattern) => {
        const matched = matchesPattern({ field: [{ wildcard: pattern }] }, { field: value });
        expect(matched).toBe(isLike(value, pattern));
      }),
    );
  });

  it('agrees on numeric ranges', () => {
    const bound = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(bound, bound, bound, (value, low, high) => {
        const pattern = { n: [{ numeric: ['>=', low, '<', high] }] };
        expect(matchesPattern(pattern, { n: value })).toBe(low <= value && value < high);
      }),
    );
  });

  it('matches a pattern made of an event’s own values', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const field = fc.stringMatching(/^[a-z]{1,5}$/);
    const flat = fc.dictionary(field, scalar, { minKeys: 1 });
    fc.assert(
      fc.property(fc.dictionary(field, flat, { minKeys: 1 }), (nested) => {
        const wrap = (part: object) =>
          Object.fromEntries(Object.entries(part).map(([name, value]) => [name, [value]]));
        const pattern = Object.entries(nested).map(([name, part]) => [name, wrap(part)]);
        expect(matchesPattern(Object.fromEntries(pattern), nested)).toBe(true);
      }),
    );
  });
});
