import { describe, expect, it } from 'vitest';
import type { IntegrationDefinition } from '../../infra/local/assembly/api-integrations.ts';
import { readAssembly } from '../../infra/local/assembly/cloud-assembly.ts';
import { functionsOf } from '../../infra/local/assembly/functions.ts';
import { restApisOf } from '../../infra/local/assembly/rest-apis.ts';
import { evaluateHeaders } from '../../infra/local/gateway/mapping.ts';
import { answerMock } from '../../infra/local/gateway/mock-integration.ts';
import { pathsOf, type RouteDefinition, routes } from '../../shared/contract/routes.ts';
import { assembly } from '../support/templates.ts';
import { appWith } from '../support/variants.ts';
import { answered } from './wanted-wiring.ts';

const origin = 'https://app.example.com';
const deployment = { region: 'eu-west-1', account: '111122223333' };
const open = readAssembly(appWith({ corsOrigin: origin }).synth().directory, deployment);
const [api] = restApisOf(open);
const readable = { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' };

const source = {
  context: { requestId: 'r' },
  stageVariables: {},
  header: () => undefined,
  query: () => undefined,
};
const byName = (headers: readonly (readonly [string, string])[]) =>
  Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));

/** What API Gateway answers by itself. */
function answerOf(integration: IntegrationDefinition | undefined) {
  if (integration?.type !== 'MOCK') throw new Error('a function answers');
  const { statusCode, headers } = answerMock(integration, source);
  return { statusCode, headers: byName(headers) };
}

describe('pages of the deployment’s origin', () => {
  const paths = [...new Set(Object.values<RouteDefinition>(routes).flatMap(pathsOf))];
  const wanted = paths.map((path): [string, string[]] => {
    const own = Object.keys(answered).filter((route) => route.endsWith(` ${path}`));
    return [path, own.map((route) => route.split(' ')[0] ?? '')];
  });

  it.each(wanted)('may call %s with %j and a key', (path, methods) => {
    const preflight = api?.routes.find((one) => one.path === path && one.httpMethod === 'OPTIONS');
    expect(preflight).toMatchObject({ apiKeyRequired: false, authorizerId: undefined });
    const { statusCode, headers } = answerOf(preflight?.integration);
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'Authorization,*',
      'access-control-max-age': '7200',
    });
    expect(headers['access-control-allow-methods']?.split(',').toSorted()).toEqual(
      methods.toSorted(),
    );
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('may read what the gateway refuses by itself', () => {
    const refusals = api?.routes.filter(({ httpMethod }) => httpMethod === 'ANY') ?? [];
    expect(refusals.length).toBeGreaterThan(paths.length);
    for (const { integration } of refusals)
      expect(answerOf(integration).headers).toMatchObject(readable);
    const words = Object.values(api?.gatewayResponses ?? {});
    expect(words.length).toBeGreaterThan(10);
    for (const { headers } of words)
      expect(byName(evaluateHeaders(headers, source))).toMatchObject(readable);
  });

  it('are known to the functions of all routes', () => {
    const behind = new Set(
      api?.routes.flatMap(({ integration }) =>
        integration.type === 'MOCK' ? [] : [integration.functionArn],
      ),
    );
    const functions = functionsOf(open).filter(({ arn }) => behind.has(arn));
    expect(functions).toHaveLength(new Set(Object.values(answered)).size);
    for (const { environment } of functions) expect(environment.CORS_ORIGIN).toBe(origin);
  });
});

it('no page of another origin may call where no origin is set', () => {
  const [closed] = restApisOf(assembly);
  expect(closed?.routes.some(({ httpMethod }) => httpMethod === 'OPTIONS')).toBe(false);
  expect(JSON.stringify(closed).toLowerCase()).not.toContain('access-control');
});
