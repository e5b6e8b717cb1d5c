import type { CorsRule } from './cors-rule.ts';
import type { S3Answer, S3Request } from './s3-call.ts';
import { accessDenied, S3Error } from './s3-error.ts';

/** Answers a preflight: what the first fitting rule allows, or 403. */
export function answerPreflight(rules: readonly CorsRule[], request: S3Request): S3Answer {
  const origin = request.headers.origin;
  const method = request.headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Insufficient information. Origin and Access-Control-Request-Method are needed.',
    );
  }
  const asked = splitList(request.headers['access-control-request-headers']);
  const rule = rules.find((each) => allows(each, origin, method) && allowsHeaders(each, asked));
  if (!rule) throw accessDenied('CORSResponse: This CORS request is not allowed.');
  return {
    status: 200,
    headers: {
      ...corsHeaders([rule], request),
      'access-control-allow-methods': rule.allowedMethods.join(', '),
      ...(asked.length > 0 ? { 'access-control-allow-headers': asked.join(', ') } : {}),
      ...(rule.maxAgeSeconds === undefined
        ? {}
        : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    },
  };
}

/** The headers that let a page of this origin read the answer; none when no rule fits. */
export function corsHeaders(
  rules: readonly CorsRule[],
  request: S3Request,
): Record<string, string> {
  const origin = request.headers.origin;
  const method = request.headers['access-control-request-method'] ?? request.method;
  const rule =
    origin === undefined ? undefined : rules.find((each) => allows(each, origin, method));
  if (!rule || origin === undefined) return {};
  return {
    'access-control-allow-origin': rule.allowedOrigins.includes('*') ? '*' : origin,
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(rule.exposedHeaders.length > 0
      ? { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }
      : {}),
  };
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return (
    rule.allowedMethods.includes(method) &&
    rule.allowedOrigins.some((pattern) => matchesPattern(pattern, origin))
  );
}

function allowsHeaders(rule: CorsRule, headers: readonly string[]): boolean {
  const patterns = rule.allowedHeaders.map((pattern) => pattern.toLowerCase());
  return headers.every((header) => patterns.some((pattern) => matchesPattern(pattern, header)));
}

const splitList = (list: string | undefined) =>
  (list ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');

/** A pattern holds at most one `*`. */
function matchesPattern(pattern: string, text: string): boolean {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === text;
  const isLongEnough = text.length >= head.length + tail.length;
  return isLongEnough && text.startsWith(head) && text.endsWith(tail);
}
