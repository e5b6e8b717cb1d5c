import { describe, expect, it } from 'vitest';
import { restApisOf } from '../../infra/local/assembly/rest-apis.ts';
import { ProblemDocument, problems } from '../../shared/contract/problem.ts';
import { pathsOf, type RouteDefinition, routes } from '../../shared/contract/routes.ts';
import { assembly, functionsByName, resourcesOf } from '../support/templates.ts';

const [api, ...others] = restApisOf(assembly);
const table = Object.entries<RouteDefinition>(routes).flatMap(([id, route]) =>
  pathsOf(route).map((path) => ({ id, ...route, path })),
);
const constructOfRoute = (id: string) => id.charAt(0).toUpperCase() + id.slice(1);
const find = (method: string, path: string) =>
  api?.routes.find((route) => route.httpMethod === method && route.path === path);

describe('the API', () => {
  it('is one, regional, with the stage api and keys from the authorizer', () => {
    expect(others).toEqual([]);
    expect(api).toMatchObject({ apiKeySource: 'AUTHORIZER', stage: { name: 'api' } });
    const [{ Properties } = { Properties: {} }] = resourcesOf('AWS::ApiGateway::RestApi');
    expect(Properties).toMatchObject({ EndpointConfiguration: { Types: ['REGIONAL'] } });
  });

  it('has the routes of the table, a refusal of other methods, and no others', () => {
    const found = api?.routes.map(({ httpMethod, path }) => `${httpMethod} ${path}`);
    const paths = new Set(table.map(({ path }) => path));
    const wanted = table.map(({ method, path }) => `${method} ${path}`);
    const refusals = [...paths].map((path) => `ANY ${path}`);
    expect(found?.toSorted()).toEqual([...wanted, ...refusals].toSorted());
  });

  it('has one authorizer, which reads the bearer key', () => {
    const authorizers = Object.values(api?.authorizers ?? {});
    expect(authorizers).toHaveLength(1);
    const [{ Properties } = { Properties: {} }] = resourcesOf('AWS::ApiGateway::Authorizer');
    expect(Properties).toMatchObject({
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  it('has a usage plan with a rate on its stage', () => {
    expect(resourcesOf('AWS::ApiGateway::UsagePlan')).toMatchObject([
      {
        Properties: {
          Throttle: { RateLimit: 50, BurstLimit: 100 },
          ApiStages: [{ ApiId: expect.anything(), Stage: expect.anything() }],
        },
      },
    ]);
    expect(api?.usagePlans).toHaveLength(1);
  });
});

describe.each(table)('the route $method $path', ({ id, method, path, authenticated, streamed }) => {
  const route = find(method, path);

  it(authenticated ? 'asks for a key' : 'is open', () => {
    expect(route?.apiKeyRequired).toBe(authenticated);
    expect(route?.authorizerId !== undefined).toBe(authenticated);
  });

  it('is answered by the function of its name', () => {
    const { arn } = functionsByName.get(constructOfRoute(id)) ?? {};
    expect(JSON.stringify(route?.integration)).toContain(arn);
  });

  it(streamed ? 'streams for up to 15 minutes' : 'ends before the gateway gives up', () => {
    const method = resourcesOf('AWS::ApiGateway::Method').find(({ Metadata }) =>
      Metadata?.['aws:cdk:path']?.endsWith(`Default${path}/${route?.httpMethod}/Resource`),
    );
    const { timeoutSeconds = 0 } = functionsByName.get(constructOfRoute(id)) ?? {};
    const integration = method?.Properties?.Integration;
    if (streamed) {
      expect(integration).toMatchObject({
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
        Uri: { 'Fn::Join': ['', expect.arrayContaining(['/response-streaming-invocations'])] },
      });
      expect(timeoutSeconds).toBe(900);
      return;
    }
    expect(integration).not.toHaveProperty('ResponseTransferMode');
    expect(timeoutSeconds).toBeLessThan(29);
  });
});

/** What API Gateway says by itself, and the code it must be told with (api.md, Errors). */
const answers: Readonly<Record<string, keyof typeof problems>> = {
  UNAUTHORIZED: 'unauthorized',
  INVALID_API_KEY: 'unauthorized',
  ACCESS_DENIED: 'unauthorized',
  MISSING_AUTHENTICATION_TOKEN: 'not_found',
  RESOURCE_NOT_FOUND: 'not_found',
  REQUEST_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  THROTTLED: 'rate_limited',
  QUOTA_EXCEEDED: 'rate_limited',
  INTEGRATION_TIMEOUT: 'provider_timeout',
  DEFAULT_4XX: 'invalid_parameter',
  DEFAULT_5XX: 'internal_error',
};

describe('an answer that API Gateway makes itself', () => {
  const found = resourcesOf('AWS::ApiGateway::GatewayResponse');

  it('is written for these cases', () => {
    const types = found.map(({ Properties }) => String(Properties?.ResponseType));
    expect(types.toSorted()).toEqual(Object.keys(answers).toSorted());
  });

  it.each(found)('has our status, type and shape: $Properties.ResponseType', ({ Properties }) => {
    const { ResponseType, StatusCode, ResponseTemplates, ResponseParameters } = Properties as {
      ResponseType: string;
      StatusCode: string;
      ResponseTemplates: Record<string, string>;
      ResponseParameters: Record<string, string>;
    };
    const problem = ProblemDocument.parse(JSON.parse(ResponseTemplates['application/json'] ?? ''));
    const code = answers[ResponseType] ?? 'internal_error';
    expect(problem).toMatchObject({ code, request_id: '$context.requestId', errors: [] });
    expect([Number(StatusCode), problem.status]).toEqual([problems[code][0], problems[code][0]]);
    expect(ResponseParameters).toEqual({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.x-request-id': 'context.requestId',
    });
  });
});

describe('a refusal of other methods', () => {
  const refusals = resourcesOf('AWS::ApiGateway::Method').filter(
    ({ Properties }) => Properties?.HttpMethod === 'ANY',
  );

  it.each(refusals)('is a 405 in our shape without a key: $logicalId', ({ Properties }) => {
    const { Integration, AuthorizationType } = Properties as {
      AuthorizationType: string;
      Integration: {
        Type: string;
        IntegrationResponses: { StatusCode: string; ResponseTemplates: Record<string, string> }[];
      };
    };
    expect([AuthorizationType, Integration.Type]).toEqual(['NONE', 'MOCK']);
    const [response] = Integration.IntegrationResponses;
    const text = response?.ResponseTemplates['application/json'] ?? '';
    expect(response?.StatusCode).toBe('405');
    expect(ProblemDocument.parse(JSON.parse(text))).toMatchObject({ code: 'method_not_allowed' });
  });
});
