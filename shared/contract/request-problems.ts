import type * as z from 'zod';
import { describeIssue } from './describe-issue.ts';
import type { FieldProblem } from './problem.ts';
import { invalidFields } from './service-error.ts';

type Issue = z.ZodError['issues'][number];

/** A caller's request in the shape its schema gives it. @throws ServiceError naming every wrong field */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(value, { error: describeIssue });
  if (result.success) return result.data;
  throw invalidFields(requestProblems(result.error));
}

/**
 * What can be read of a body and what is wrong with it, so that one answer tells this together with whatever the rules
 * behind the schema find.
 * @throws ServiceError for a body without a single readable field
 */
export function salvageRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { body: z.infer<Schema>; problems: readonly FieldProblem[] } {
  const whole = schema.safeParse(value, { error: describeIssue });
  if (whole.success) return { body: whole.data, problems: [] };
  const problems = requestProblems(whole.error);
  const names = new Set(problems.map(({ pointer }) => decode(pointer.split('/')[1])));
  if (!isObject(value) || names.has(undefined)) throw invalidFields(problems);
  const readable = Object.entries(value).filter(([name]) => !names.has(name));
  const rest = schema.safeParse(Object.fromEntries(readable), { error: describeIssue });
  if (!rest.success) throw invalidFields(problems);
  return { body: rest.data, problems };
}

function decode(part: string | undefined): string | undefined {
  return part?.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Everything that is wrong with a request, one entry a field, with JSON pointers (RFC 6901). */
function requestProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownFields(issue) : [toProblem(issue)],
  );
}

function unknownFields(issue: Extract<Issue, { code: 'unrecognized_keys' }>): FieldProblem[] {
  return issue.keys.map((key) => ({
    pointer: pointerOf([...issue.path, key]),
    code: 'invalid_parameter',
    detail: 'There is no such field.',
  }));
}

function toProblem(issue: Issue): FieldProblem {
  return {
    pointer: pointerOf(issue.path),
    code: isMediaIssue(issue) ? 'invalid_media' : 'invalid_parameter',
    detail: issue.message.replace(/[^.!?]$/, '$&.'),
  };
}

function isMediaIssue(issue: Issue): boolean {
  return issue.code === 'custom' && issue.params?.code === 'invalid_media';
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
