import { describe, expect, it } from 'vitest';
import { restApisOf } from '../../infra/local/assembly/rest-apis.ts';
import { Gateway } from '../../infra/local/gateway/gateway.ts';
import type { GatewayRequest } from '../../infra/local/gateway/gateway-request.ts';
import { ProblemDocument } from '../../shared/contract/problem.ts';
import { assembly } from '../support/templates.ts';

const [api] = restApisOf(assembly);
if (!api) throw new Error('there is no API');

const start = Date.UTC(2026, 10, 21, 12);
const valid = 'qm_acme_0123456789abcdef01234567';
const answer = { statusCode: 200, headers: {}, body: '{}' };

/** The synthesized API on a clock that stands until it is moved; every route's function answers 200. */
function createGateway(quota?: { limit: number; period: 'DAY' }) {
  const clock = { now: start };
  const usagePlans = api?.usagePlans.map((plan) => ({ ...plan, ...(quota && { quota }) })) ?? [];
  const authorize = {
    principalId: 'acme',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
    },
    context: { owner: 'acme' },
  };
  const invoke = async (_arn: string, event: unknown) => {
    const { authorizationToken } = event as { authorizationToken?: string };
    if (authorizationToken === undefined) return answer;
    return { ...authorize, usageIdentifierKey: authorizationToken.replace('Bearer ', '') };
  };
  const gateway = new Gateway({
    api: { ...(api as NonNullable<typeof api>), usagePlans },
    functions: { invoke } as ConstructorParameters<typeof Gateway>[0]['functions'],
    apiKeys: [{ id: 'key-1', value: valid }],
    now: () => new Date(clock.now),
  });
  const ask = async (key = valid) => {
    const { statusCode, body } = await gateway.handle(requestWith(key));
    return { statusCode, problem: ProblemDocument.safeParse(JSON.parse(String(body))).data };
  };
  return { ask, clock };
}

function requestWith(key: string): GatewayRequest {
  return {
    requestId: 'req-1',
    receivedAt: new Date(start),
    method: 'GET',
    path: '/api/v1/videos',
    query: new URLSearchParams(),
    headers: [['Authorization', `Bearer ${key}`]],
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
  };
}

describe('the limits of a key, as synthesized', () => {
  it('are a bucket of 100 that fills by 50 a second, and 429 in our shape', async () => {
    const { ask, clock } = createGateway();
    for (let count = 0; count < 100; count += 1) expect((await ask()).statusCode).toBe(200);
    const refused = await ask();
    expect(refused.statusCode).toBe(429);
    expect(refused.problem).toMatchObject({ status: 429, code: 'rate_limited' });
    clock.now += 20;
    expect((await ask()).statusCode).toBe(200);
    expect((await ask()).statusCode).toBe(429);
  });

  it('are a quota where a plan has one, which begins anew with its period', async () => {
    const { ask, clock } = createGateway({ limit: 2, period: 'DAY' });
    expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([200, 200]);
    const refused = await ask();
    expect(refused.problem).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.problem?.detail).toContain('quota');
    clock.now += 86_400_000;
    expect((await ask()).statusCode).toBe(200);
  });

  it('say 401 for a key that was revoked or never was, as for a missing one', async () => {
    const { ask } = createGateway();
    const refused = await ask('qm_acme_ffffffffffffffffffffffff');
    expect(refused.statusCode).toBe(401);
    expect(refused.problem).toMatchObject({ status: 401, code: 'unauthorized' });
  });
});
