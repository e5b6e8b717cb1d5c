import type { RestApiDefinition } from '../assembly/rest-apis.ts';
import { type GatewayRequest, headerOf } from './gateway-request.ts';
import type { MappingSource } from './mapping.ts';
import type { RouteMatch } from './router.ts';

/** What is known about the caller once the request was let in. */
export type Caller = {
  /** The authorizer's context with `principalId`. */
  readonly authorizer?: Readonly<Record<string, string>>;
  readonly apiKey?: { readonly id: string; readonly value: string };
};

/** `$context`, before a route is known. */
export type BaseContext = ReturnType<typeof baseContext>;

const requestTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Identity members that only other ways of signing in would fill. */
const noOtherIdentity = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

export function baseContext(api: RestApiDefinition, request: GatewayRequest) {
  const domainName = (headerOf(request, 'host') ?? '127.0.0.1').replace(/:\d+$/, '');
  return {
    accountId: api.account,
    apiId: api.id,
    deploymentId: api.stage.deploymentId,
    domainName,
    domainPrefix: domainName.split('.')[0] ?? '',
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    identity: {
      ...noOtherIdentity,
      sourceIp: request.sourceIp,
      userAgent: headerOf(request, 'user-agent') ?? null,
    },
    path: request.path,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: formatRequestTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    stage: api.stage.name,
  };
}

/** `requestContext` of a proxy event. */
export function requestContext(base: BaseContext, { route }: RouteMatch, caller: Caller) {
  const key = caller.apiKey;
  return {
    ...base,
    resourceId: route.resourceId,
    resourcePath: route.path,
    ...(caller.authorizer && { authorizer: caller.authorizer }),
    identity: { ...base.identity, apiKey: key?.value ?? null, apiKeyId: key?.id ?? null },
  };
}

/** What templates and mapping expressions can name for this request. */
export function mappingSource(
  api: RestApiDefinition,
  request: GatewayRequest,
  context: Readonly<Record<string, unknown>>,
): MappingSource {
  return {
    context,
    stageVariables: api.stage.variables,
    header: (name) => headerOf(request, name),
    query: (name) => request.query.get(name) ?? undefined,
  };
}

/** `21/Nov/2026:07:52:00 +0000`. */
function formatRequestTime(date: Date): string {
  const part = Object.fromEntries(
    requestTime.formatToParts(date).map(({ type, value }) => [type, value]),
  );
  const month = part.month?.slice(0, 3);
  return `${part.day}/${month}/${part.year}:${part.hour}:${part.minute}:${part.second} +0000`;
}
