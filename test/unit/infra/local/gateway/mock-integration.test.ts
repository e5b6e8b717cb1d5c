import { describe, expect, it } from 'vitest';
import { answerOf, sampleApi, sampleRoute, serve } from './sample-api.ts';

describe('constant answers', () => {
  const integration = {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    passthroughBehavior: 'NEVER',
    responses: [
      {
        statusCode: 200,
        headers: { 'Cache-Control': "'no-store'" },
        templates: { 'application/json': '{"status":"ok","request_id":"$context.requestId"}' },
      },
      { statusCode: 405, selectionPattern: '4\\d\\d', headers: {}, templates: {} },
    ],
  } as const;
  const refusing = {
    ...integration,
    requestTemplates: { 'application/json': '{statusCode: 405}' },
  };
  const api = sampleApi({
    routes: [
      sampleRoute({ path: '/health', integration }),
      sampleRoute({ httpMethod: 'ANY', path: '/refused', integration: refusing }),
    ],
  });

  it('are rendered without a function', async () => {
    const url = await serve(api);
    const { status, headers, body } = await answerOf(`${url}/health`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(body)).toEqual({
      status: 'ok',
      request_id: headers.get('x-amzn-requestid'),
    });
  });

  it('are chosen by the status that the request template names', async () => {
    const url = await serve(api);
    expect((await answerOf(`${url}/refused`, { method: 'DELETE' })).status).toBe(405);
  });

  it('refuse media types without a template', async () => {
    const url = await serve(api);
    const headers = { 'content-type': 'text/csv' };
    expect((await answerOf(`${url}/health`, { headers })).status).toBe(415);
  });
});
