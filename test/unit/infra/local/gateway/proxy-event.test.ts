import { describe, expect, it } from 'vitest';
import { echo, sampleApi, sampleRoute, serve } from './sample-api.ts';

const api = sampleApi({
  stage: { name: 'api', deploymentId: 'dep123', variables: { colour: 'blue' } },
  routes: [
    sampleRoute({ httpMethod: 'ANY', path: '/v1/videos/{id}' }),
    sampleRoute({ path: '/plain' }),
    sampleRoute({ path: '/files/{path+}' }),
  ],
});

async function eventOf(path: string, init: RequestInit = {}, changes = {}) {
  const now = () => new Date('2026-11-02T07:52:05.250Z');
  const url = await serve({ ...api, ...changes }, { echo }, { now });
  const response = await fetch(`${url}${path}`, init);
  return { event: JSON.parse(await response.text()), response, url: new URL(url) };
}

describe('the proxy event', () => {
  it('carries the request in the form of payload 1.0', async () => {
    const { event, response, url } = await eventOf('/v1/videos/vid_1?a=1&b=x%20y&a=2', {
      method: 'PUT',
      headers: { 'X-Thing': 'one', 'user-agent': 'test' },
      body: '{"prompt":"ü"}',
    });
    expect(event).toMatchObject({
      resource: '/v1/videos/{id}',
      path: '/v1/videos/vid_1',
      httpMethod: 'PUT',
      queryStringParameters: { a: '2', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
      pathParameters: { id: 'vid_1' },
      stageVariables: { colour: 'blue' },
      body: '{"prompt":"ü"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: 'api1234567',
        deploymentId: 'dep123',
        domainName: '127.0.0.1',
        httpMethod: 'PUT',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test', apiKey: null, apiKeyId: null },
        path: '/api/v1/videos/vid_1',
        protocol: 'HTTP/1.1',
        requestId: response.headers.get('x-amzn-requestid'),
        requestTime: '02/Nov/2026:07:52:05 +0000',
        requestTimeEpoch: 1793605925250,
        resourceId: 'res123',
        resourcePath: '/v1/videos/{id}',
        stage: 'api',
      },
    });
    expect(event.requestContext).not.toHaveProperty('authorizer');
    expect(event.multiValueHeaders['X-Forwarded-Port']).toEqual([url.port]);
  });

  it('says null for what is not there', async () => {
    const { event } = await eventOf('/plain', {}, { stage: sampleApi().stage });
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });

  it('carries bodies of binary media types in base64', async () => {
    const bytes = Uint8Array.from([0, 255, 128, 10]);
    const init = { method: 'PUT', headers: { 'content-type': 'image/png' }, body: bytes };
    const { event } = await eventOf('/v1/videos/a', init, { binaryMediaTypes: ['image/png'] });
    expect(event).toMatchObject({ body: 'AP+ACg==', isBase64Encoded: true });
  });

  const paths = [
    { sent: '/v1/videos/a%2Fb', parameters: { id: 'a/b' }, path: '/v1/videos/a%2Fb' },
    {
      sent: '/v1/videos/%2e%2e%2fetc',
      parameters: { id: '../etc' },
      path: '/v1/videos/%2e%2e%2fetc',
    },
    { sent: '/v1/videos/%E2%82%AC', parameters: { id: '€' }, path: '/v1/videos/%E2%82%AC' },
    { sent: '/v1/videos/a+b', parameters: { id: 'a+b' }, path: '/v1/videos/a+b' },
    { sent: '/files/a/b%20c/d', parameters: { path: 'a/b c/d' }, path: '/files/a/b%20c/d' },
  ];

  it.each(paths)('keeps $sent as it was sent, and its parameters decoded once', async (row) => {
    const { event } = await eventOf(row.sent);
    expect(event.path).toBe(row.path);
    expect(event.pathParameters).toEqual(row.parameters);
  });
});
