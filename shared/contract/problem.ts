import * as z from 'zod';

/** Every error code a caller can meet, with its HTTP status and OpenAI error type (api.md, Errors). */
export const problems = {
  invalid_json: [400, 'Request is not valid', 'invalid_request_error'],
  invalid_parameter: [400, 'Request is not valid', 'invalid_request_error'],
  unsupported_option: [400, 'Request is not valid', 'invalid_request_error'],
  invalid_media: [400, 'Media cannot be used', 'invalid_request_error'],
  unauthorized: [401, 'Not authorized', 'authentication_error'],
  not_found: [404, 'Not found', 'invalid_request_error'],
  method_not_allowed: [405, 'Method not allowed', 'invalid_request_error'],
  not_ready: [409, 'Not ready', 'invalid_request_error'],
  idempotency_in_progress: [409, 'Still being created', 'invalid_request_error'],
  payload_too_large: [413, 'Request is too large', 'invalid_request_error'],
  unsupported_media_type: [415, 'Unsupported content type', 'invalid_request_error'],
  idempotency_key_reuse: [422, 'Idempotency key was used before', 'invalid_request_error'],
  content_policy: [422, 'Refused by content policy', 'invalid_request_error'],
  rate_limited: [429, 'Too many requests', 'rate_limit_error'],
  internal_error: [500, 'Internal error', 'api_error'],
  provider_error: [502, 'The provider failed', 'api_error'],
  structured_output_invalid: [502, 'The answer does not fit the schema', 'api_error'],
  provider_unavailable: [503, 'The provider is not available', 'api_error'],
  provider_misconfigured: [503, 'The service is not set up', 'api_error'],
  provider_timeout: [504, 'The provider took too long', 'api_error'],
} as const satisfies Record<string, readonly [status: number, title: string, type: string]>;

export type ProblemCode = keyof typeof problems;

const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** One thing wrong with a request: a JSON pointer into the body, a code, and what would be accepted. */
export const FieldProblem = z
  .object({ pointer: z.string(), code: z.enum(problemCodes), detail: z.string() })
  .meta({ id: 'FieldProblem' });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Members that only some problems have. */
const extras = {
  /** What moderation refused; with `content_policy`. */
  stage: z.enum(['input', 'output']).optional(),
  /** What the model said, where it did not fit; with `structured_output_invalid`. */
  text: z.string().optional(),
};
const ProblemExtras = z.object(extras);
export type ProblemExtras = z.infer<typeof ProblemExtras>;

/** The body of every error: RFC 9457 and OpenAI's `error` member in one (api.md, Errors). */
export const ProblemDocument = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(problemCodes),
    request_id: z.string(),
    errors: z.array(FieldProblem),
    ...extras,
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.enum(problemCodes),
    }),
  })
  .meta({ id: 'Problem' });
export type ProblemDocument = z.infer<typeof ProblemDocument>;

export const problemContentType = 'application/problem+json';

/** Renders a problem; `detail` and every field's detail must already be fit for a stranger's eyes. */
export function problemDocument(problem: {
  code: ProblemCode;
  detail: string;
  requestId: string;
  errors?: readonly FieldProblem[];
  extras?: ProblemExtras;
}): ProblemDocument {
  const { code, detail, requestId, errors = [], extras = {} } = problem;
  const [status, title, type] = problems[code];
  const param = errors[0]?.pointer.slice(1).split('/')[0] || null;
  return {
    type: 'about:blank',
    title,
    status,
    detail,
    code,
    request_id: requestId,
    errors: [...errors],
    ...extras,
    error: { message: detail, type, param, code },
  };
}
