import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What was wanted, by zod's word for it. */
const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What is counted of a thing; numbers count themselves. */
const counted: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'entries',
  record: 'members',
};

/**
 * What a value should be, in a sentence for the person who wrote it; `undefined` where zod's own words must do.
 * Pass it as `error` where something is parsed: what a schema says itself comes first.
 */
export function describeIssue(issue: Issue): string | undefined {
  if (issue.input === undefined && issue.code !== 'custom') return 'This field is required.';
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] && `This must be ${kinds[issue.expected]}.`;
    case 'too_big':
      return bounded(issue, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'too_small':
      return bounded(issue, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'invalid_value':
      return `This must be ${oneOf(issue.values)}.`;
    case 'not_multiple_of':
      return `This must be a multiple of ${issue.divisor}.`;
    case 'unrecognized_keys':
      return `There is no ${issue.keys.join(', ')}.`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'This name cannot be used.';
    case 'invalid_union':
      return 'This fits none of the forms that it may have.';
    default:
      return undefined;
  }
}

function bounded({ origin }: { readonly origin: string }, side: string, bound: number | bigint) {
  const things = counted[origin];
  if (!things) return `This must be ${side} ${bound}.`;
  return side === 'at least' && bound === 1
    ? 'This may not be empty.'
    : `This must have ${side} ${bound} ${things}.`;
}

function oneOf(values: readonly unknown[]): string {
  const named = values.map(String);
  return named.length === 1 ? `${named[0]}` : `one of ${named.join(', ')}`;
}

/** Everything that is wrong, each with where it is, for people who write settings. */
export function tellIssues({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .map((told) => told.replace(/\.$/, ''))
    .join('; ');
}
