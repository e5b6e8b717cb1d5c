import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { describeIssue, tellIssues } from '../../../../shared/contract/describe-issue.ts';

const told = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: describeIssue }).error?.issues.map(({ message }) => message);

describe('what is wrong with a value', () => {
  it.each([
    ['absent', z.string(), undefined, 'This field is required.'],
    ['of another type', z.string(), 5, 'This must be a string.'],
    ['a fraction', z.int(), 1.5, 'This must be a whole number.'],
    ['no number', z.coerce.number(), 'abc', 'This must be a number.'],
    ['too large', z.number().max(100), 101, 'This must be at most 100.'],
    ['as large as its bound', z.number().lt(2), 2, 'This must be less than 2.'],
    ['too small', z.number().min(0.5), 0, 'This must be at least 0.5.'],
    ['as small as its bound', z.number().positive(), 0, 'This must be more than 0.'],
    ['too long', z.string().max(3), 'four', 'This must have at most 3 characters.'],
    ['too short', z.string().min(2), 'a', 'This must have at least 2 characters.'],
    ['empty', z.array(z.string()).min(1), [], 'This may not be empty.'],
    ['too many', z.array(z.int()).max(1), [1, 2], 'This must have at most 1 entries.'],
    ['no choice', z.enum(['fast', 'slow']), 'red', 'This must be one of fast, slow.'],
    ['another literal', z.literal('text'), 'image', 'This must be text.'],
    ['unknown', z.strictObject({ id: z.int() }), { id: 1, ib: 2, ic: 3 }, 'There is no ib, ic.'],
    [
      'a bad name',
      z.record(z.string().max(3), z.int()),
      { four: 4 },
      'This must have at most 3 characters.',
    ],
    [
      'of no known form',
      z.union([z.int(), z.boolean()]),
      'x',
      'This fits none of the forms that it may have.',
    ],
    [
      'of no known kind',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]),
      { kind: 'b' },
      'This fits none of the forms that it may have.',
    ],
    ['no multiple', z.number().multipleOf(16), 17, 'This must be a multiple of 16.'],
  ])('%s', (_, schema, value, sentence) => {
    expect(told(schema, value)).toEqual([sentence]);
  });

  it('is told in the schema’s own words where it has some', () => {
    expect(told(z.string({ error: 'a name' }), 5)).toEqual(['a name']);
    expect(told(z.string().regex(/^a$/, 'only a'), 'b')).toEqual(['only a']);
  });

  it('is told with where it is', () => {
    const Rows = z.array(z.strictObject({ id: z.string(), most: z.int().optional() }));
    const error = Rows.safeParse([{ most: 'x' }], { error: describeIssue }).error;
    expect(error && tellIssues(error)).toBe(
      '0.id: This field is required; 0.most: This must be a number',
    );
  });
});
