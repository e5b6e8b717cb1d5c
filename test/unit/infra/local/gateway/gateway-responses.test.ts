import { describe, expect, it } from 'vitest';
import { answerOf, echo, sampleApi, sampleRoute, serve } from './sample-api.ts';

describe('unknown routes', () => {
  const api = sampleApi({
    routes: [sampleRoute({ path: '/known' }), sampleRoute({ path: '/' })],
    gatewayResponses: {
      MISSING_AUTHENTICATION_TOKEN: {
        statusCode: 404,
        headers: { 'Access-Control-Allow-Origin': "'*'" },
        templates: {
          'application/problem+json':
            '{"detail":$context.error.messageString,"request_id":"$context.requestId","from":"$context.identity.sourceIp","none":"$context.nothing"}',
        },
      },
      DEFAULT_5XX: { headers: {}, templates: { 'text/plain': 'sorry' } },
    },
  });

  const rows = ['/api/other', '/api/known/', '/apiary', '/other/known', '/', '/api/../api/known/x'];

  it.each(rows)('%s get the gateway response of the API', async (path) => {
    const url = await serve(api, { echo });
    const { status, headers, body } = await answerOf(new URL(url).origin + path);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    expect(JSON.parse(body)).toEqual({
      detail: 'Missing Authentication Token',
      request_id: headers.get('x-amzn-requestid'),
      from: '127.0.0.1',
      none: '',
    });
  });

  it('are told from failures, which fall back to DEFAULT_5XX with their own status', async () => {
    const url = await serve(api, {});
    expect(await answerOf(`${url}/known`)).toMatchObject({ status: 502, body: 'sorry' });
  });

  it('refuse templates that only Velocity renders, at the start', async () => {
    const velocity = { headers: {}, templates: { 'application/json': '#set($a = 1)' } };
    const withVelocity = sampleApi({ gatewayResponses: { THROTTLED: velocity } });
    await expect(serve(withVelocity)).rejects.toThrow('#set in a template is not understood');
  });
});
