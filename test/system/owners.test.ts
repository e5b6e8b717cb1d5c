import { beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../shared/contract/routes.ts';
import { type VideoJob, VideoList } from '../../shared/contract/video.ts';
import { problemOf } from '../support/caller.ts';
import { photo } from '../support/media.ts';
import { callerWith, firstOwner, otherOwners } from '../support/system.ts';

const owner = firstOwner();

describe.each(otherOwners())('another owner', (stranger) => {
  const prompt = 'A private rocket';
  let job: VideoJob;

  beforeAll(async () => {
    job = await owner.createVideo({ prompt, duration: 2 });
  });

  it.each(['', '/content'])(
    'does not find a video of the first under its address%s',
    async (end) => {
      const reply = await stranger.get(`/v1/videos/${job.id}${end}`);
      expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
      expect(reply.text).not.toContain(prompt);
    },
  );

  it.each(['limit=100', 'after='])('does not find it in a list (%s)', async (query) => {
    const after = query === 'after=' ? job.id : '';
    const list = VideoList.parse((await stranger.get(`/v1/videos?${query}${after}`)).json);
    expect(list.data.map(({ id }) => id)).not.toContain(job.id);
  });

  it('cannot see, ask about or animate an asset of the first', async () => {
    const value = await owner.upload('rocket.jpg', 'image/jpeg', photo());
    const seen = await stranger.get(`/v1/assets/${value.slice('asset:'.length)}`);
    expect(problemOf(seen)).toMatchObject({ status: 404, code: 'not_found' });
    const asked = await stranger.post('/v1/vision/analyze', { image: value, prompt: 'What?' });
    expect(problemOf(asked)).toMatchObject({
      code: 'invalid_media',
      errors: [{ pointer: '/image' }],
    });
    const animated = await stranger.post('/v1/videos', { img_url: value });
    expect(problemOf(animated)).toMatchObject({
      code: 'invalid_media',
      errors: [{ pointer: '/img_url' }],
    });
  });
});

describe('ids of nobody', () => {
  it.each([
    '/v1/videos/vid_0000000000000000000000000',
    '/v1/videos/vid_0000000000000000000000000/content',
    '/v1/assets/ast_0000000000000000000000000',
    '/v1/videos/..%2fother%2fvid_0',
    '/v1/assets/vid_0000000000000000000000000',
  ])('%s is not found', async (path) => {
    expect(problemOf(await owner.get(path))).toMatchObject({ status: 404, code: 'not_found' });
  });
});

const secured = Object.values(routes).filter(({ authenticated }) => authenticated);
const keys = [
  ['no key', undefined],
  ['an unknown key', 'qm_alpha_0000000000000000000000000000'],
  ['an unknown owner', 'qm_nobody_000000000000000000000000000'],
  ['a key of another form', 'sk-0123456789abcdef0123456789abcdef'],
  ['a key that is too short', 'qm_alpha_0'],
] as const;

describe.each(keys)('a caller with %s', (_, key) => {
  it.each(secured)('is not authorized to $method $path', async ({ method, path }) => {
    const reply = await callerWith(key).send(method, path.replace('{id}', 'vid_0'), {
      body: method === 'POST' ? {} : undefined,
    });
    expect(problemOf(reply)).toMatchObject({ status: 401, code: 'unauthorized', errors: [] });
  });
});
