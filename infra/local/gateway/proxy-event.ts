import type { RestApiDefinition } from '../assembly/rest-apis.ts';
import { type GatewayRequest, headerOf } from './gateway-request.ts';
import { type BaseContext, type Caller, requestContext } from './request-context.ts';
import type { RouteMatch } from './router.ts';

type Pairs = Iterable<readonly [name: string, value: string]>;

/** The event of a Lambda proxy integration, payload 1.0, without its body: what a REQUEST authorizer gets too. */
export function proxyEventHead(
  api: RestApiDefinition,
  request: GatewayRequest,
  { base, match, caller }: { base: BaseContext; match: RouteMatch; caller: Caller },
) {
  const headers = [...request.headers, ...forwardingHeaders(request)];
  return {
    resource: match.route.path,
    path: pathInStage(api, request) ?? '/',
    httpMethod: request.method,
    headers: emptyToNull(Object.fromEntries(headers)),
    multiValueHeaders: emptyToNull(grouped(headers)),
    queryStringParameters: emptyToNull(Object.fromEntries(request.query)),
    multiValueQueryStringParameters: emptyToNull(grouped(request.query)),
    pathParameters: emptyToNull(match.pathParameters),
    stageVariables: emptyToNull(api.stage.variables),
    requestContext: requestContext(base, match, caller),
  };
}

/** The body as a proxy event carries it: text, or base64 where the API calls its media type binary. */
export function proxyEventBody(api: RestApiDefinition, request: GatewayRequest) {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false };
  const contentType = headerOf(request, 'content-type') ?? 'application/json';
  const isBase64Encoded = isBinary(api, contentType);
  return { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Whether the API treats a media type as binary. */
export function isBinary({ binaryMediaTypes }: RestApiDefinition, contentType: string): boolean {
  const [type = ''] = contentType.toLowerCase().split(/[;,]/);
  return binaryMediaTypes.some(
    (binary) => binary === '*/*' || binary.toLowerCase() === type.trim(),
  );
}

/** The path below the stage, still encoded, or `undefined` outside the stage. */
export function pathInStage(
  { stage }: RestApiDefinition,
  { path }: GatewayRequest,
): string | undefined {
  const prefix = `/${stage.name}`;
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

function forwardingHeaders(request: GatewayRequest): [string, string][] {
  const [, port] = /:(\d+)$/.exec(headerOf(request, 'host') ?? '') ?? [];
  return [
    ['X-Forwarded-For', request.sourceIp],
    ['X-Forwarded-Port', port ?? '80'],
    ['X-Forwarded-Proto', 'http'],
  ];
}

function grouped(pairs: Pairs): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    groups[name] ??= [];
    groups[name].push(value);
  }
  return groups;
}

function emptyToNull<Members extends object>(members: Members): Members | null {
  return Object.keys(members).length === 0 ? null : members;
}
