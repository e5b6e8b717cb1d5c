import type { RestApiDefinition } from '../assembly/rest-apis.ts';
import type { Functions } from '../lambda/create-functions.ts';
import { type Authorization, createAuthorizer } from './authorizer.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewayRequest } from './gateway-request.ts';
import { pathInStage, proxyEventHead } from './proxy-event.ts';
import { type BaseContext, mappingSource } from './request-context.ts';
import type { RouteMatch } from './router.ts';

/** What the route's authorizer says; `undefined` for an open route. @throws GatewayError as an Authorizer does */
export type Authorize = (
  request: GatewayRequest,
  base: BaseContext,
  match: RouteMatch,
) => Promise<Authorization | undefined>;

/** All authorizers of an API, each asked for the routes that name it. */
export function createAuthorization(
  api: RestApiDefinition,
  functions: Pick<Functions, 'invoke'>,
  now: () => Date,
): Authorize {
  const authorizers = new Map(
    Object.values(api.authorizers).map((definition) => [
      definition.id,
      createAuthorizer(definition, functions, now),
    ]),
  );
  return async (request, base, match) => {
    const { authorizerId } = match.route;
    if (authorizerId === undefined) return undefined;
    const authorizer = authorizers.get(authorizerId);
    if (authorizer === undefined) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    return authorizer({
      methodArn: methodArnOf(api, request),
      source: mappingSource(api, request, base),
      event: proxyEventHead(api, request, { base, match, caller: {} }),
    });
  };
}

function methodArnOf(api: RestApiDefinition, request: GatewayRequest): string {
  const { region, account, id, stage } = api;
  const path = pathInStage(api, request) ?? '/';
  return `arn:aws:execute-api:${region}:${account}:${id}/${stage.name}/${request.method}${path}`;
}
