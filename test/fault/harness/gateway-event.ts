/** What API Gateway hands a function for a caller whose key it knows. */
export function constructEvent(call: {
  readonly method: string;
  readonly path: string;
  readonly owner: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
}) {
  const { method, path, owner, body, headers = {}, pathParameters = null } = call;
  return {
    httpMethod: method,
    path,
    headers: { 'Content-Type': 'application/json', ...headers },
    pathParameters,
    queryStringParameters: null,
    isBase64Encoded: false,
    body: body === undefined ? null : JSON.stringify(body),
    requestContext: {
      requestId: 'in-process',
      authorizer: { owner },
      identity: { apiKeyId: `key-of-${owner}` },
    },
  };
}
