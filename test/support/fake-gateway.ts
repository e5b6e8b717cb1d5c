import type { APIGatewayProxyEvent } from 'aws-lambda';

type Call = {
  readonly owner?: string | null;
  readonly apiKeyId?: string | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly headers?: Record<string, string>;
  readonly pathParameters?: Record<string, string>;
  readonly queryStringParameters?: Record<string, string>;
};

/** What API Gateway hands a function: the members that our code may look at. */
export function createProxyEvent(call: Call = {}): APIGatewayProxyEvent {
  const { owner = 'acme', apiKeyId = 'key-1', body = null, isBase64Encoded = false } = call;
  const event = {
    body,
    isBase64Encoded,
    headers: { 'content-type': 'application/json', ...call.headers },
    pathParameters: call.pathParameters ?? null,
    queryStringParameters: call.queryStringParameters ?? null,
    requestContext: {
      requestId: 'req-1',
      identity: { apiKeyId },
      authorizer: owner === null ? null : { owner },
    },
  };
  return event as unknown as APIGatewayProxyEvent;
}
