import { describe, expect, it } from 'vitest';
import { createRouter } from '../../../../../infra/local/gateway/router.ts';
import { sampleRoute } from './sample-api.ts';

const router = createRouter(
  [
    ['GET', '/'],
    ['GET', '/v1/videos'],
    ['POST', '/v1/videos'],
    ['GET', '/v1/videos/{id}'],
    ['GET', '/v1/videos/{id}/content'],
    ['GET', '/v1/videos/latest'],
    ['ANY', '/v1/videos/latest/frames'],
    ['GET', '/v1/{proxy+}'],
  ].map(([httpMethod, path]) => sampleRoute({ httpMethod, path })),
);

describe('createRouter', () => {
  const served = [
    ['GET', '/', '/', {}],
    ['POST', '/v1/videos', '/v1/videos', {}],
    ['GET', '/v1/videos/latest', '/v1/videos/latest', {}],
    ['GET', '/v1/videos/vid_1', '/v1/videos/{id}', { id: 'vid_1' }],
    ['GET', '/v1/videos/latest/content', '/v1/videos/{id}/content', { id: 'latest' }],
    ['PATCH', '/v1/videos/latest/frames', '/v1/videos/latest/frames', {}],
    ['GET', '/v1/other', '/v1/{proxy+}', { proxy: 'other' }],
    ['GET', '/v1/videos/a/b/c', '/v1/{proxy+}', { proxy: 'videos/a/b/c' }],
    ['GET', '/v1//videos', '/v1/{proxy+}', { proxy: '/videos' }],
  ] as const;

  it.each(served)('serves %s %s by %s', (method, path, expected, pathParameters) => {
    const match = router(method, path);
    expect(match?.route.path).toBe(expected);
    expect(match?.pathParameters).toEqual(pathParameters);
  });

  const unknown = [
    ['GET', '/v2'],
    ['GET', '/v1'],
    ['GET', '/V1/VIDEOS'],
    ['DELETE', '/v1/videos'],
    ['GET', '/__proto__'],
  ] as const;

  it.each(unknown)('does not serve %s %s', (method, path) => {
    expect(router(method, path)).toBeUndefined();
  });

  it('refuses broken percent-encoding in a parameter', () => {
    expect(() => router('GET', '/v1/videos/%zz')).toThrow('Bad Request');
  });
});
