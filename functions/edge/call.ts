import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { FieldProblem } from '../../shared/contract/problem.ts';
import { parseRequest, salvageRequest } from '../../shared/contract/request-problems.ts';
import { type RouteDefinition, type RouteId, routes } from '../../shared/contract/routes.ts';
import { ServiceError } from '../../shared/contract/service-error.ts';
import type { Logger } from '../../shared/runtime/logger.ts';

/** The body limit; larger media travels as an asset (api.md, Errors). */
const maxBodyBytes = 5_000_000;

type Parsed<Id extends RouteId, Part extends string> = (typeof routes)[Id] extends {
  readonly [_ in Part]: infer Schema extends z.ZodType;
}
  ? z.infer<Schema>
  : undefined;

/** A request that has passed every check its route makes. */
export type Call<Id extends RouteId> = {
  readonly requestId: string;
  readonly owner: string;
  readonly parameters: Parsed<Id, 'parameters'>;
  readonly query: Parsed<Id, 'query'>;
  /** Without the fields that are wrong, where the route collects problems. */
  readonly body: Parsed<Id, 'body'>;
  /** What is wrong with the body, for a route that tells it together with what it finds itself. */
  readonly problems: readonly FieldProblem[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
};

/** @throws ServiceError for whatever the caller did wrong, all of it at once. */
export function readCall<Id extends RouteId>(
  id: Id,
  event: APIGatewayProxyEvent,
  logger: Logger,
): Call<Id> {
  const route: RouteDefinition = routes[id];
  const owner = route.authenticated ? ownerOf(event) : '';
  return {
    requestId: event.requestContext.requestId,
    owner,
    parameters: parse(route.parameters, event.pathParameters ?? {}, 'not_found'),
    query: parse(route.query, event.queryStringParameters ?? {}),
    ...parseBody(route, event),
    headers: lowerCaseNames(event.headers),
    logger,
  } as Call<Id>;
}

/** Who calls: the authorizer's word counts only when API Gateway knows the key (api.md, Authentication). */
function ownerOf({ requestContext }: APIGatewayProxyEvent): string {
  const { owner } = requestContext.authorizer ?? {};
  if (requestContext.identity.apiKeyId && typeof owner === 'string' && owner) return owner;
  throw new ServiceError('unauthorized', 'Send a valid key as Authorization: Bearer qm_….');
}

function parseBody(
  { body: schema, collectsProblems }: RouteDefinition,
  event: APIGatewayProxyEvent,
): { body: unknown; problems: readonly FieldProblem[] } {
  if (!schema) return { body: undefined, problems: [] };
  const value = readBody(event);
  if (collectsProblems) return salvageRequest(schema, value);
  return { body: parse(schema, value), problems: [] };
}

function parse(schema: z.ZodType | undefined, value: unknown, failure?: 'not_found'): unknown {
  if (!schema) return undefined;
  if (!failure) return parseRequest(schema, value);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ServiceError(failure, 'There is nothing under this address.');
}

function readBody(event: APIGatewayProxyEvent): unknown {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) throw tooLarge;
  checkContentType(event);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ServiceError('invalid_json', 'The body is not JSON.');
  }
}

const tooLarge = new ServiceError(
  'payload_too_large',
  'A request may have 5 MB. Upload media with POST /v1/assets and pass asset:ast_….',
);

function checkContentType({ headers }: APIGatewayProxyEvent): void {
  const value = lowerCaseNames(headers)['content-type'] ?? '';
  if (/^application\/([\w.+-]+\+)?json\b/i.test(value)) return;
  const detail = 'Send JSON with the header Content-Type: application/json.';
  throw new ServiceError('unsupported_media_type', detail);
}

function lowerCaseNames(headers: APIGatewayProxyEvent['headers']): Call<RouteId>['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
