import { describe, expect, it } from 'vitest';
import { restApisOf } from '../../infra/local/assembly/rest-apis.ts';
import { ProblemDocument, problems } from '../../shared/contract/problem.ts';
import { assembly, resourcesOf } from '../support/templates.ts';

const [api, ...others] = restApisOf(assembly);

describe('the API', () => {
  it('is one, regional, with the stage api and keys from the authorizer', () => {
    expect(others).toEqual([]);
    expect(api).toMatchObject({ apiKeySource: 'AUTHORIZER', stage: { name: 'api' } });
    const [{ Properties } = { Properties: {} }] = resourcesOf('AWS::ApiGateway::RestApi');
    expect(Properties).toMatchObject({ EndpointConfiguration: { Types: ['REGIONAL'] } });
  });

  it('has an authorizer that reads the bearer key', () => {
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

describe('what is no route', () => {
  const refusals = resourcesOf('AWS::ApiGateway::Method').filter(
    ({ Properties }) => Properties?.HttpMethod === 'ANY',
  );

  it.each(refusals)('is told in our shape without a key: $logicalId', ({ Properties }) => {
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
    const { code, status } = ProblemDocument.parse(JSON.parse(text));
    expect(code).toMatch(/^(not_found|method_not_allowed)$/);
    expect([response?.StatusCode, status]).toEqual([String(problems[code][0]), problems[code][0]]);
  });
});
