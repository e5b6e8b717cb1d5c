import type { ZodError } from 'zod';
import type { FieldProblem } from '../../shared/contract/problem.ts';

type Issue = ZodError['issues'][number];

/** Everything that is wrong with a request, one entry a field, with JSON pointers (RFC 6901). */
export function requestProblems(error: ZodError): FieldProblem[] {
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
  const missing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message);
  return {
    pointer: pointerOf(issue.path),
    code: isMediaIssue(issue) ? 'invalid_media' : 'invalid_parameter',
    detail: missing ? 'This field is required.' : issue.message.replace(/[^.!?]$/, '$&.'),
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
