import { describe, expect, it } from 'vitest';
import { type RouteDefinition, routes } from '../../shared/contract/routes.ts';
import { problemOf } from '../support/caller.ts';
import { firstOwner, otherOwners } from '../support/system.ts';

const owner = firstOwner();
const table = Object.values<RouteDefinition>(routes).flatMap(({ aliases = [], ...route }) =>
  [route.path, ...aliases].map((path) => ({ ...route, path })),
);
const taking = table.filter(({ body }) => body !== undefined);
const paths = [...new Set(table.map(({ path }) => path))];
const withIds = table.filter(({ path }) => path.includes('{id}'));

describe.each(taking)('$method $path', ({ method, path }) => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'refuses the content type %s',
    async (type) => {
      const headers = { 'content-type': type };
      const reply = await owner.send(method, path, { body: {}, headers });
      expect(problemOf(reply)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  it('refuses more than 5 MB and names assets', async () => {
    const rawBody = JSON.stringify({ prompt: 'x'.repeat(5_000_001) });
    const problem = problemOf(await owner.send(method, path, { rawBody }));
    expect(problem).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(problem.detail).toContain('/v1/assets');
  });

  it('refuses what is not JSON', async () => {
    const problem = problemOf(await owner.send(method, path, { rawBody: '{"prompt":' }));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_json' });
  });
});

describe('every path', () => {
  it.each(paths)('%s takes no other method, with or without a body', async (path) => {
    for (const call of [{}, { body: { prompt: 'x' } }]) {
      const reply = await owner.send('PATCH', path.replace('{id}', 'vid_0'), call);
      expect(problemOf(reply)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      const methods = table.filter((route) => route.path === path).map(({ method }) => method);
      expect(reply.headers.get('allow')?.split(', ').toSorted()).toEqual(methods.toSorted());
    }
  });
});

const video = await owner.createVideo({ prompt: 'A rocket of one owner', duration: 2 });
const asset = await owner.createAsset('a.jpg', 'image/jpeg', 10);

/** What somebody may put where an id belongs. */
const tricks = ['..%2f..%2fbeta%2fvid_0', 'vid_0%00', 'vid_0%2fjob.json', '%2e%2e', 'VID_0', '*'];

describe.each(withIds)('$method $path', ({ method, path }) => {
  const { id } = path.includes('/assets/') ? asset : video;

  it.each(otherOwners())('does not find what is another owner’s', async (stranger) => {
    const reply = await stranger.send(method, path.replace('{id}', id));
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each(tricks)('finds nothing at %s', async (trick) => {
    const reply = await owner.send(method, path.replace('{id}', trick));
    expect(problemOf(reply).status).toBeGreaterThanOrEqual(400);
    expect(problemOf(reply).status).toBeLessThan(406);
    expect(reply.text).not.toContain('A rocket of one owner');
  });
});

describe('an address that is nearly one of ours', () => {
  it.each(['/v1/videos/', '//v1/videos', '/V1/videos', '/v1/videos;a=b', '/v1%2fvideos', '/v1'])(
    '%s is not found',
    async (path) => {
      expect(problemOf(await owner.get(path))).toMatchObject({ status: 404, code: 'not_found' });
    },
  );
});
