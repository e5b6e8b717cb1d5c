import { describe, expect, it } from 'vitest';
import { FunctionError } from '../../../../../infra/local/lambda/function-error.ts';
import { allow, answerOf, apiKey, echo, securedApi, serve } from './sample-api.ts';

const bearer = { headers: { authorization: `Bearer ${apiKey.value}` } };

describe('authorization', () => {
  it('lets a known key in and hands the context on as text', async () => {
    const url = await serve(securedApi(), {
      authorize: ({ authorizationToken }) => allow(authorizationToken),
      echo,
    });
    const { status, body } = await answerOf(`${url}/secret`, bearer);
    expect(status).toBe(200);
    expect(JSON.parse(body).requestContext).toMatchObject({
      authorizer: { owner: 'owner', level: '3', trusted: 'true', principalId: 'owner' },
      identity: { apiKeyId: apiKey.id, apiKey: apiKey.value },
    });
  });

  it('asks with the token and the method', async () => {
    const asked: unknown[] = [];
    const url = await serve(securedApi(), {
      authorize: (event) => {
        asked.push(event);
        return allow(event.authorizationToken);
      },
      echo,
    });
    await answerOf(`${url}/other/a%2Fb`, bearer);
    expect(asked).toEqual([
      {
        type: 'TOKEN',
        authorizationToken: `Bearer ${apiKey.value}`,
        methodArn: 'arn:aws:execute-api:ap-southeast-1:000000000000:api1234567/api/GET/other/a%2Fb',
      },
    ]);
  });

  const refusals = [
    { what: 'no header', headers: {}, status: 401, message: 'Unauthorized' },
    {
      what: 'another scheme',
      headers: { authorization: 'Basic x' },
      status: 401,
      message: 'Unauthorized',
    },
    {
      what: 'an unknown key',
      headers: { authorization: 'Bearer unknown' },
      status: 403,
      message: 'Forbidden',
    },
  ];

  it.each(refusals)('refuses $what', async ({ headers, status, message }) => {
    const url = await serve(securedApi(), {
      authorize: ({ authorizationToken }) => allow(authorizationToken),
    });
    expect(await answerOf(`${url}/secret`, { headers })).toMatchObject({
      status,
      body: JSON.stringify({ message }),
    });
  });

  const deny = { ...allow('x').policyDocument.Statement[0], Effect: 'Deny' };
  const answers = [
    {
      what: 'a deny',
      answer: { ...allow('x'), policyDocument: { Statement: [deny] } },
      status: 403,
    },
    {
      what: 'a policy for another method',
      answer: allow('x', 'arn:aws:execute-api:*:*:*/api/POST/*'),
      status: 403,
    },
    { what: 'an answer without policy', answer: { principalId: 'x' }, status: 500 },
    { what: 'a nested context', answer: { ...allow('x'), context: { a: {} } }, status: 500 },
    {
      what: 'an answer without usage key',
      answer: { ...allow('x'), usageIdentifierKey: undefined },
      status: 403,
    },
  ];

  it.each(answers)('refuses after $what', async ({ answer, status }) => {
    const url = await serve(securedApi(), { authorize: () => answer, echo });
    expect((await answerOf(`${url}/secret`, bearer)).status).toBe(status);
  });

  it('tells an authorizer that says Unauthorized from one that fails', async () => {
    const throwing = (errorMessage: string) => () => {
      throw new FunctionError({ errorType: 'Error', errorMessage });
    };
    const saying = await serve(securedApi(), { authorize: throwing('Unauthorized') });
    expect((await answerOf(`${saying}/secret`, bearer)).status).toBe(401);
    const failing = await serve(securedApi(), { authorize: throwing('no such table') });
    expect(await answerOf(`${failing}/secret`, bearer)).toMatchObject({
      status: 500,
      body: '{"message":"Internal server error"}',
    });
  });

  it('keeps an answer for its time, and judges it for every method', async () => {
    let asked = 0;
    let seconds = 0;
    const url = await serve(
      securedApi(),
      {
        authorize: ({ authorizationToken }) => {
          asked += 1;
          return allow(authorizationToken, 'arn:aws:execute-api:*:*:*/api/GET/secret');
        },
        echo,
      },
      { now: () => new Date(seconds * 1000) },
    );
    expect((await answerOf(`${url}/secret`, bearer)).status).toBe(200);
    expect((await answerOf(`${url}/other/1`, bearer)).status).toBe(403);
    seconds = 299;
    expect((await answerOf(`${url}/secret`, bearer)).status).toBe(200);
    expect(asked).toBe(1);
    seconds = 300;
    expect((await answerOf(`${url}/secret`, bearer)).status).toBe(200);
    expect(asked).toBe(2);
  });

  it('gives authorizers of type REQUEST the whole event', async () => {
    const api = securedApi();
    const asked: Record<string, unknown>[] = [];
    const url = await serve(
      {
        ...api,
        authorizers: {
          auth12: {
            id: 'auth12',
            type: 'REQUEST',
            functionArn: 'authorize',
            identitySources: ['method.request.header.X-Key', 'method.request.querystring.who'],
            cacheSeconds: 0,
          },
        },
      },
      {
        authorize: (event) => {
          asked.push(event);
          return allow(apiKey.value);
        },
        echo,
      },
    );
    const headers = { 'x-key': 'k' };
    expect((await answerOf(`${url}/other/9`, { headers })).status).toBe(401);
    expect((await answerOf(`${url}/other/9?who=me`, { headers })).status).toBe(200);
    expect((await answerOf(`${url}/other/9?who=me`, { headers })).status).toBe(200);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({
      type: 'REQUEST',
      resource: '/other/{id}',
      pathParameters: { id: '9' },
      queryStringParameters: { who: 'me' },
      requestContext: { resourcePath: '/other/{id}' },
    });
  });
});
