import { type FieldProblem, type ProblemCode, type ProblemExtras, problems } from './problem.ts';

/**
 * A refusal or failure that a caller may read: its message says what to do next and nothing private. Its cause, which
 * only the log shows, may be private.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];
  readonly extras: ProblemExtras;

  constructor(
    code: ProblemCode,
    message: string,
    errors: readonly FieldProblem[] = [],
    extras: ProblemExtras = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.errors = errors;
    this.extras = extras;
  }

  get status(): number {
    return problems[this.code][0];
  }
}

/** A request with one or more wrong fields; takes its code from them when they agree. */
export function invalidFields(errors: readonly FieldProblem[]): ServiceError {
  const codes = new Set(errors.map((error) => error.code));
  const [only] = codes.size === 1 ? [...codes] : [];
  const detail = errors.map(({ pointer, detail }) => (pointer ? `${pointer}: ${detail}` : detail));
  return new ServiceError(only ?? 'invalid_parameter', detail.join(' '), errors);
}

/** One wrong field. */
export function invalidField(code: ProblemCode, pointer: string, detail: string): ServiceError {
  return invalidFields([{ code, pointer, detail }]);
}
