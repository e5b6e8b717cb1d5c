import { onTestFinished } from 'vitest';
import type { FunctionIntegration } from '../../../../../infra/local/assembly/api-integrations.ts';
import type { RouteDefinition } from '../../../../../infra/local/assembly/api-routes.ts';
import type { RestApiDefinition } from '../../../../../infra/local/assembly/rest-apis.ts';
import type { GatewayOptions } from '../../../../../infra/local/gateway/gateway.ts';
import { startGateway } from '../../../../../infra/local/gateway/start-gateway.ts';
import { FunctionError } from '../../../../../infra/local/lambda/function-error.ts';
import type { StreamedResponse } from '../../../../../infra/local/lambda/streamed-response.ts';

export const apiKey = { id: 'key-1', value: 'qm_owner_secret' };

type ProxyEvent = Record<string, unknown>;

/** What stands behind the gateway: a function's handler by its name. */
export type SampleHandlers = Readonly<Record<string, (event: ProxyEvent) => unknown>>;

export function functionIntegration(
  name: string,
  changes: Partial<FunctionIntegration> = {},
): FunctionIntegration {
  return {
    type: 'AWS_PROXY',
    functionArn: name,
    responseTransferMode: 'BUFFERED',
    timeoutMilliseconds: 29_000,
    ...changes,
  };
}

export function sampleRoute(changes: Partial<RouteDefinition>): RouteDefinition {
  return {
    httpMethod: 'GET',
    path: '/',
    resourceId: 'res123',
    apiKeyRequired: false,
    integration: functionIntegration('echo'),
    ...changes,
  };
}

export function sampleApi(changes: Partial<RestApiDefinition> = {}): RestApiDefinition {
  return {
    id: 'api1234567',
    region: 'ap-southeast-1',
    account: '000000000000',
    stage: { name: 'api', deploymentId: 'dep123', variables: {} },
    apiKeySource: 'AUTHORIZER',
    binaryMediaTypes: [],
    routes: [],
    authorizers: {},
    gatewayResponses: {},
    usagePlans: [],
    ...changes,
  };
}

/** An API whose only route `/secret` needs a bearer token and a key of the usage plan. */
export function securedApi(changes: Partial<RestApiDefinition> = {}): RestApiDefinition {
  return sampleApi({
    routes: [
      sampleRoute({ path: '/secret', authorizerId: 'auth12', apiKeyRequired: true }),
      sampleRoute({ path: '/other/{id}', authorizerId: 'auth12', apiKeyRequired: true }),
    ],
    authorizers: {
      auth12: {
        id: 'auth12',
        type: 'TOKEN',
        functionArn: 'authorize',
        identitySources: ['method.request.header.Authorization'],
        identityValidationExpression: 'Bearer .+',
        cacheSeconds: 300,
      },
    },
    usagePlans: [{ id: 'plan12', stages: [{ apiId: 'api1234567', stageName: 'api' }] }],
    ...changes,
  });
}

/** An authorizer's answer that lets the token's bearer use the whole stage. */
export function allow(token: unknown, resource = 'arn:aws:execute-api:*:*:*/api/*') {
  return {
    principalId: 'owner',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource }],
    },
    context: { owner: 'owner', level: 3, trusted: true },
    usageIdentifierKey: String(token).replace('Bearer ', ''),
  };
}

/** Serves an API on a free port until the test ends; answers its address with the stage. */
export async function serve(
  api: RestApiDefinition,
  handlers: SampleHandlers = {},
  options: Partial<GatewayOptions> = {},
): Promise<string> {
  const call = async (name: string, event: unknown) => {
    const handler = handlers[name];
    if (handler === undefined) throw new FunctionError({ errorType: 'None', errorMessage: name });
    return handler(JSON.parse(JSON.stringify(event)));
  };
  const gateway = await startGateway({
    port: 0,
    api,
    apiKeys: [apiKey],
    functions: {
      invoke: call,
      stream: async (name, event) => (await call(name, event)) as StreamedResponse,
    },
    ...options,
  });
  onTestFinished(gateway.close);
  return gateway.url;
}

/** A handler that answers with the event it got. */
export const echo = (event: ProxyEvent) => ({ statusCode: 200, body: JSON.stringify(event) });

export async function answerOf(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
}
