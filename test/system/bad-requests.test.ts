import { describe, expect, it } from 'vitest';
import { problemOf } from '../support/caller.ts';
import { photo } from '../support/media.ts';
import { firstOwner } from '../support/system.ts';

const owner = firstOwner();
const image = 'https://example.com/a.jpg';
const prompt = 'What is this?';

type Wrong = [what: string, path: string, body: unknown, pointers: Record<string, string>];

/** What is wrong, where it was sent, and every pointer with its code that the one answer must name. */
const wrongBodies: Wrong[] = [
  [
    'nothing',
    '/v1/vision/analyze',
    {},
    { '/prompt': 'invalid_parameter', '/image': 'invalid_parameter' },
  ],
  ['no prompt', '/v1/vision/analyze', { image }, { '/prompt': 'invalid_parameter' }],
  [
    'an empty prompt',
    '/v1/vision/analyze',
    { image, prompt: '' },
    { '/prompt': 'invalid_parameter' },
  ],
  [
    'two media fields',
    '/v1/vision/analyze',
    { image, video: image, prompt },
    { '/image': 'invalid_parameter', '/video': 'invalid_parameter' },
  ],
  [
    'an unknown field',
    '/v1/vision/analyze',
    { image, prompt, promt: 1 },
    { '/promt': 'invalid_parameter' },
  ],
  [
    'several mistakes',
    '/v1/vision/analyze',
    { images: [image, 'nonsense'], temperature: 3, 'a/b~c': 1 },
    {
      '/prompt': 'invalid_parameter',
      '/images/1': 'invalid_media',
      '/temperature': 'invalid_parameter',
      '/a~1b~0c': 'invalid_parameter',
    },
  ],
  [
    'a private URL',
    '/v1/vision/analyze',
    { image: 'http://169.254.169.254/latest', prompt },
    { '/image': 'invalid_media' },
  ],
  [
    'a loopback URL',
    '/v1/vision/analyze',
    { image: 'http://localhost:3000/a.png', prompt },
    { '/image': 'invalid_media' },
  ],
  [
    'a field out of range, one that the model does not take, and a schema that is none',
    '/v1/vision/ocr',
    { image, temperature: 3, max_tokens: 5000, enable_thinking: true, schema: { type: 'objekt' } },
    {
      '/temperature': 'invalid_parameter',
      '/max_tokens': 'invalid_parameter',
      '/enable_thinking': 'unsupported_option',
      '/schema': 'invalid_parameter',
    },
  ],
  ['an array', '/v1/vision/analyze', [], { '': 'invalid_parameter' }],
  [
    'no asset of that id',
    '/v1/vision/analyze',
    { image: 'asset:ast_000000', prompt },
    { '/image': 'invalid_media' },
  ],
  ['no prompt for text to video', '/v1/videos', {}, { '/prompt': 'invalid_parameter' }],
  [
    'wrong size and length',
    '/v1/videos',
    { prompt, size: '1*1', duration: 99 },
    { '/size': 'invalid_parameter', '/duration': 'invalid_parameter' },
  ],
  [
    'an unknown model',
    '/v1/videos',
    { prompt, model: 'wan0-t2v' },
    { '/model': 'invalid_parameter' },
  ],
  [
    'mistakes of every kind',
    '/v1/videos',
    { prompt: 7, model: 'wan0-t2v', size: '1*1', lenght: 5, webhook_url: 'http://10.0.0.1/' },
    {
      '/prompt': 'invalid_parameter',
      '/model': 'invalid_parameter',
      '/size': 'invalid_parameter',
      '/lenght': 'invalid_parameter',
      '/webhook_url': 'invalid_parameter',
    },
  ],
  [
    'a field of other models',
    '/v1/videos',
    { prompt, resolution: '720P' },
    { '/resolution': 'unsupported_option' },
  ],
  [
    'an unknown video field',
    '/v1/videos',
    { prompt, lenght: 5 },
    { '/lenght': 'invalid_parameter' },
  ],
  [
    'a private first frame',
    '/v1/videos',
    { img_url: 'https://10.0.0.1/a.png' },
    { '/img_url': 'invalid_media' },
  ],
  [
    'no asset to animate',
    '/v1/videos',
    { img_url: 'asset:ast_000000' },
    { '/img_url': 'invalid_media' },
  ],
  [
    'an asset of no size',
    '/v1/assets',
    { filename: 'a.png', content_type: 'text/plain', bytes: 0 },
    { '/content_type': 'invalid_parameter', '/bytes': 'invalid_parameter' },
  ],
];

describe('a request with', () => {
  it.each(wrongBodies)(
    '%s to %s is refused with all that is wrong',
    async (_, path, body, pointers) => {
      const reply = await owner.post(path, body);
      const problem = problemOf(reply);
      expect(problem.status).toBe(400);
      const found = problem.errors.map(({ pointer, code }) => [pointer, code]);
      expect(Object.fromEntries(found)).toEqual(pointers);
      expect(found).toHaveLength(Object.keys(pointers).length);
      expect(problem.error.message).toBe(problem.detail);
      expect(reply.text).not.toMatch(/\bat .+:\d+:\d+/);
    },
  );

  it.each([
    ['limit=0', '/limit'],
    ['limit=abc', '/limit'],
    ['after=elsewhere', '/after'],
    ['status=done', '/status'],
    ['page=2', '/page'],
  ])('the query %s is refused', async (query, pointer) => {
    const problem = problemOf(await owner.get(`/v1/videos?${query}`));
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['POST', '/v2/videos'],
    ['GET', '/'],
  ])('an unknown route is not found: %s %s', async (method, path) => {
    expect(problemOf(await owner.send(method, path))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });
});

describe('media that cannot be used', () => {
  it('is an asset that was never uploaded', async () => {
    const { id } = await owner.createAsset('a.jpg', 'image/jpeg', 10);
    const [asked, animated] = await Promise.all([
      owner.post('/v1/vision/analyze', { image: `asset:${id}`, prompt }),
      owner.post('/v1/videos', { img_url: `asset:${id}` }),
    ]);
    for (const reply of [asked, animated]) {
      const problem = problemOf(reply);
      expect(problem).toMatchObject({ status: 400, code: 'invalid_media' });
      expect(problem.detail).toContain('not uploaded yet');
    }
  });

  it('is a host that does not exist, told as the media and not as our failure', async () => {
    const unreachable = 'https://media.invalid/a.jpg';
    const reply = await owner.post('/v1/vision/analyze', { image: unreachable, prompt });
    expect(problemOf(reply)).toMatchObject({ status: 400, code: 'invalid_media' });
  });
});

describe('a body that is too large', () => {
  const text = (bytes: number) => JSON.stringify({ prompt: 'x'.repeat(bytes) });

  it.each([
    ['just over 5 MB', 5_000_001],
    ['over the gateway’s 10 MB', 11_000_000],
  ])('(%s) is refused and assets are named', async (_, bytes) => {
    for (const path of ['/v1/videos', '/v1/vision/analyze']) {
      const reply = await owner.send('POST', path, { rawBody: text(bytes) });
      const problem = problemOf(reply);
      expect(problem).toMatchObject({ status: 413, code: 'payload_too_large' });
      expect(problem.detail).toContain('/v1/assets');
    }
  });

  it('has a neighbour just under 5 MB that is read', async () => {
    const image = `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`;
    const padding = ' '.repeat(4_999_000 - image.length);
    const rawBody = `${padding}${JSON.stringify({ image, prompt })}`;
    expect((await owner.send('POST', '/v1/vision/analyze', { rawBody })).status).toBe(200);
  });
});
