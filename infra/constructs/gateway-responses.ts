import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { crossOriginHeaders } from '../../shared/contract/cross-origin.ts';
import {
  type ProblemCode,
  problemContentType,
  problemDocument,
  problems,
} from '../../shared/contract/problem.ts';
import { literals, unknownRoute } from './problem-mocks.ts';

const unauthorized = ['unauthorized', 'Send a valid key as Authorization: Bearer qm_….'] as const;
const noRoute = [unknownRoute.code, unknownRoute.detail] as const;
const failed = ['internal_error', 'Something failed on our side. Try again.'] as const;

/** What API Gateway says by itself, in our words (api.md, Errors). */
const answers: readonly [ResponseType, ProblemCode, string][] = [
  [ResponseType.UNAUTHORIZED, ...unauthorized],
  [ResponseType.INVALID_API_KEY, ...unauthorized],
  [ResponseType.ACCESS_DENIED, ...unauthorized],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, ...noRoute],
  [ResponseType.RESOURCE_NOT_FOUND, ...noRoute],
  [
    ResponseType.REQUEST_TOO_LARGE,
    'payload_too_large',
    'A request may have 5 MB. Upload media with POST /v1/assets and pass asset:ast_….',
  ],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'unsupported_media_type', 'Send JSON.'],
  [ResponseType.THROTTLED, 'rate_limited', 'This key makes too many requests. Slow down.'],
  [ResponseType.QUOTA_EXCEEDED, 'rate_limited', 'This key has used up its quota.'],
  [ResponseType.INTEGRATION_TIMEOUT, 'provider_timeout', 'The answer took too long. Try again.'],
  [ResponseType.DEFAULT_4XX, 'invalid_parameter', 'The request cannot be understood.'],
  [ResponseType.DEFAULT_5XX, ...failed],
];

/** Gives every answer that API Gateway makes itself the shape of every other problem. */
export function addGatewayResponses(api: RestApi, origin: string | undefined): void {
  const headers = { 'Content-Type': problemContentType, ...crossOriginHeaders(origin) };
  for (const [type, code, detail] of answers) {
    const document = problemDocument({ code, detail, requestId: '$context.requestId' });
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(problems[code][0]),
      responseHeaders: { 'x-request-id': 'context.requestId', ...literals(headers) },
      templates: { 'application/json': JSON.stringify(document) },
    });
  }
}
