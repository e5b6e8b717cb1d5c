import type { RestApiDefinition } from '../assembly/rest-apis.ts';
import type { Functions } from '../lambda/create-functions.ts';
import { type ApiKey, createKeyCheck, type KeyCheck } from './api-keys.ts';
import { type Authorize, createAuthorization } from './authorization.ts';
import { callFunction } from './function-integration.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewayReply } from './gateway-reply.ts';
import { type GatewayRequest, headerOf } from './gateway-request.ts';
import { renderGatewayError } from './gateway-responses.ts';
import { assertRenderable } from './mapping.ts';
import { answerMock } from './mock-integration.ts';
import { isBinary, pathInStage, proxyEventBody, proxyEventHead } from './proxy-event.ts';
import { baseContext, type Caller, mappingSource } from './request-context.ts';
import { createRouter, type RouteMatch, type Router } from './router.ts';

export type GatewayOptions = {
  readonly api: RestApiDefinition;
  readonly functions: Pick<Functions, 'invoke' | 'stream'>;
  /** The keys bound to the stage's usage plan. */
  readonly apiKeys: readonly ApiKey[];
  readonly now?: () => Date;
  /** Why a request failed that callers only see as a gateway response. */
  onLog?(line: string): void;
};

/** API Gateway without sockets: one REST API, request by request. */
export class Gateway {
  readonly #api: RestApiDefinition;
  readonly #functions: GatewayOptions['functions'];
  readonly #now: () => Date;
  readonly #log: (line: string) => void;
  readonly #route: Router;
  readonly #authorize: Authorize;
  readonly #checkKey: KeyCheck;

  /** @throws MappingError for templates that only Velocity could render */
  constructor({ api, functions, apiKeys, now = () => new Date(), onLog }: GatewayOptions) {
    for (const template of templatesOf(api)) assertRenderable(template);
    this.#api = api;
    this.#functions = functions;
    this.#now = now;
    this.#log = (line) => onLog?.(line);
    this.#route = createRouter(api.routes);
    this.#authorize = createAuthorization(api, functions, now);
    this.#checkKey = createKeyCheck(api, apiKeys, now);
  }

  async handle(request: GatewayRequest): Promise<GatewayReply> {
    try {
      return await this.#answer(request);
    } catch (error) {
      return this.refuse(request, error);
    }
  }

  /** The gateway response to a request that failed, or could not even be read. */
  refuse(request: GatewayRequest, reason: unknown): GatewayReply {
    const error =
      reason instanceof GatewayError
        ? reason
        : new GatewayError('DEFAULT_5XX', { reason: String(reason) });
    if (error.reason !== undefined)
      this.#log(`${request.requestId} ${error.code}: ${error.reason}`);
    const source = mappingSource(this.#api, request, baseContext(this.#api, request));
    return renderGatewayError(error, this.#api.gatewayResponses, source);
  }

  async #answer(request: GatewayRequest): Promise<GatewayReply> {
    const path = pathInStage(this.#api, request);
    const match = path === undefined ? undefined : this.#route(request.method, path);
    if (match === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    const base = baseContext(this.#api, request);
    const authorization = await this.#authorize(request, base, match);
    const apiKey = match.route.apiKeyRequired ? this.#checkKey(request, authorization) : undefined;
    return this.#integrate(request, match, { authorizer: authorization?.context, apiKey });
  }

  async #integrate(
    request: GatewayRequest,
    match: RouteMatch,
    caller: Caller,
  ): Promise<GatewayReply> {
    const api = this.#api;
    const head = proxyEventHead(api, request, { base: baseContext(api, request), match, caller });
    const { integration } = match.route;
    if (integration.type === 'MOCK') {
      return answerMock(integration, mappingSource(api, request, head.requestContext));
    }
    return callFunction(this.#functions, {
      integration,
      event: { ...head, ...proxyEventBody(api, request) },
      decodesBase64: isBinary(api, headerOf(request, 'accept') ?? ''),
      now: this.#now,
    });
  }
}

function templatesOf(api: RestApiDefinition): string[] {
  const mocks = api.routes.flatMap(({ integration }) =>
    integration.type === 'MOCK' ? integration.responses : [],
  );
  return [...Object.values(api.gatewayResponses), ...mocks].flatMap(({ templates }) =>
    Object.values(templates),
  );
}
