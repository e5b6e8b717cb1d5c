import { describe, expect, it } from 'vitest';
import { openapiDocument } from '../../shared/contract/openapi.ts';
import { callerWith } from '../support/system.ts';

describe('the routes that need no key', () => {
  const stranger = callerWith();

  it('tell that the service answers', async () => {
    const reply = await stranger.get('/v1/health');
    expect([reply.status, reply.json]).toEqual([200, { status: 'ok' }]);
  });

  it('give the OpenAPI document of exactly these routes', async () => {
    const reply = await stranger.get('/v1/openapi.json');
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual(JSON.parse(JSON.stringify(openapiDocument())));
  });
});
