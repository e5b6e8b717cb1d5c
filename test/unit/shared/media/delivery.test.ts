import { afterAll, describe, expect, it } from 'vitest';
import { UploadTooLargeError } from '../../../../shared/dashscope/uploads.ts';
import type { MediaInput, Upload } from '../../../../shared/media/carrier.ts';
import type { DeliveryMode, MediaPurpose } from '../../../../shared/media/delivery-ways.ts';
import type { MediaLimits } from '../../../../shared/media/limits.ts';
import type { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

const image: MediaLimits = { kind: 'image', formats: ['png'], maxBytes: 20_000_000 };
const video: MediaLimits = { kind: 'video', formats: ['mp4'], maxBytes: 2_000_000_000 };
const tooLargeToUpload: Upload = async () => {
  throw new UploadTooLargeError(1);
};

type Setting = {
  mode?: DeliveryMode;
  /** The provider is on this machine too, so that it reaches our S3. */
  isNear?: boolean;
  upload?: Upload;
};

/** A delivery over a bucket with one file of each size, and what it uploaded. */
async function setUp({ mode = 'auto', isNear = false, upload }: Setting = {}) {
  const store = await storage.createStore();
  const uploaded: string[] = [];
  const providerBaseUrl = isNear ? 'http://127.0.0.1:3004' : 'https://provider.test';
  const delivery = createMedia(store, createFakeClock(), {
    mode,
    providerBaseUrl,
    upload:
      upload ??
      (async (file, model) => {
        uploaded.push(`${model} ${file.bytes}`);
        return `oss://dir/${uploaded.length}`;
      }),
  });
  const deliver = (media: readonly MediaInput[], purpose: MediaPurpose = 'vision') =>
    delivery.deliver({ owner: 'acme', purpose, model: 'm', media });
  return { store, uploaded, deliver };
}

/** A file of one's own, as a value. */
async function put(store: ObjectStore, bytes: number, name = 'a.png', type = 'image/png') {
  const key = `uploads/acme/${bytes}/${name}`;
  await store.writeBytes(key, new Uint8Array(bytes).fill(7), type);
  return `s3://${store.bucket}/${key}`;
}

const at = (value: string, limits = image, pointer = '/image') => ({ value, pointer, limits });
const wayOf = (url = '') => (url.startsWith('http') ? 'presigned' : url.slice(0, url.indexOf(':')));

describe('MediaDelivery', () => {
  const passed = [
    ['https://host.example/a.jpg?sig=1', false],
    ['data:image/png;base64,AAAA', false],
    ['oss://dashscope-instant/a.png', true],
  ] as const;
  it.each(passed)('passes %s on as it is', async (value, resolvesOss) => {
    const { deliver } = await setUp();
    expect(await deliver([at(value)])).toEqual({ urls: new Map([['/image', value]]), resolvesOss });
  });

  const small = 9;
  const large = 7_000_001;
  const ways = [
    // mode, purpose, kind, bytes, whether the provider reaches our S3, the way
    ['auto', 'vision', image, small, true, 'presigned'],
    ['auto', 'vision', video, large, true, 'presigned'],
    ['auto', 'vision', image, small, false, 'data'],
    ['auto', 'vision', image, large, false, 'oss'],
    ['auto', 'vision', video, small, false, 'data'],
    ['auto', 'video', image, small, true, 'data'],
    ['auto', 'video', image, large, true, 'oss'],
    ['auto', 'video', video, small, true, 'oss'],
    ['presigned', 'video', image, small, true, 'presigned'],
    ['presigned', 'vision', image, small, false, 'data'],
    ['presigned', 'video', video, small, false, 'oss'],
    ['oss', 'vision', image, small, true, 'oss'],
    ['oss', 'video', video, small, true, 'oss'],
    ['inline', 'vision', image, small, true, 'data'],
    ['inline', 'vision', image, large, true, 'oss'],
    ['inline', 'video', video, small, true, 'oss'],
  ] as const;
  it.each(ways)('%s, for %s, brings %o of %i bytes (S3 in reach: %s) by %s', async (...row) => {
    const [mode, purpose, limits, bytes, isNear, way] = row;
    const { store, deliver } = await setUp({ mode, isNear });
    const { kind, formats } = limits;
    const value = await put(store, bytes, 'a', `${kind}/${formats[0]}`);
    const { urls, resolvesOss } = await deliver([at(value, limits)], purpose);
    expect(wayOf(urls.get('/image'))).toBe(way);
    expect(resolvesOss).toBe(way === 'oss');
  });

  it('serves a presigned object under the type its name tells when S3 knows none', async () => {
    const { store, deliver } = await setUp({ isNear: true });
    const value = await put(store, 4, 'photo.png', 'binary/octet-stream');
    const answer = await fetch((await deliver([at(value)])).urls.get('/image') ?? '');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array(4).fill(7));
  });

  it('uploads the same bytes once, for the right model, and names them everywhere', async () => {
    const { store, deliver, uploaded } = await setUp({ mode: 'oss' });
    const value = await put(store, small);
    const { urls } = await deliver([at(value, image, '/a'), at(value, image, '/b')]);
    expect([...urls.values()]).toEqual(['oss://dir/1', 'oss://dir/1']);
    expect(uploaded).toEqual(['m 9']);
  });

  it('puts no more inline than a body may hold', async () => {
    const { store, deliver } = await setUp();
    const values = await Promise.all([6_000_000, 5_000_001, 10].map((bytes) => put(store, bytes)));
    const { urls } = await deliver(values.map((value, index) => at(value, image, `/${index}`)));
    expect([...urls.values()].map(wayOf)).toEqual(['data', 'oss', 'data']);
  });

  it('never sends a data: URI of sound or video to a video model; it gets an address', async () => {
    const { deliver, uploaded } = await setUp();
    const { urls } = await deliver([at('data:video/mp4;base64,AAAA', video)], 'video');
    expect(urls.get('/image')).toBe('oss://dir/1');
    expect(uploaded).toEqual(['m 3']);
  });

  it.each(['auto', 'inline'] as const)(
    'gives what is taken by address one in mode %s',
    async (mode) => {
      const { store, deliver } = await setUp({ mode });
      const limits = { ...image, byAddress: true } as const;
      const media = [
        at('data:image/png;base64,AAAA', limits, '/a'),
        at(await put(store, small), limits, '/b'),
      ];
      const { urls, resolvesOss } = await deliver(media, 'video');
      expect([...urls.values()].map(wayOf)).toEqual(['oss', 'oss']);
      expect(resolvesOss).toBe(true);
    },
  );

  it('makes a data: URI an object where the provider fetches from S3', async () => {
    const { deliver } = await setUp({ mode: 'presigned', isNear: true });
    const { urls } = await deliver([at('data:video/mp4;base64,AAAA', video)], 'video');
    const url = urls.get('/image') ?? '';
    expect(new URL(url).pathname).toMatch(/\/uploads\/acme\/data\/[0-9a-f]{64}$/);
    expect((await fetch(url)).headers.get('content-type')).toBe('video/mp4');
  });

  it('signs what is too large for the provider’s storage', async () => {
    const { store, deliver } = await setUp({ isNear: true, upload: tooLargeToUpload });
    const { urls } = await deliver([at(await put(store, large))], 'video');
    expect(wayOf(urls.get('/image'))).toBe('presigned');
  });

  it('says so when no way leads to the provider', async () => {
    const { store, deliver } = await setUp({ upload: tooLargeToUpload });
    const attempt = deliver([at(await put(store, large))], 'video');
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid_media',
      errors: [{ pointer: '/image' }],
    });
  });

  it('names everything that is missing at once', async () => {
    const { deliver } = await setUp();
    const attempt = deliver([at('asset:ast_0', image, '/a'), at('job:vid_0', image, '/b')]);
    await expect(attempt).rejects.toMatchObject({ errors: [{ pointer: '/a' }, { pointer: '/b' }] });
  });

  it('fails rather than send a file that was changed while it was looked at', async () => {
    const { store, deliver } = await setUp({
      upload: async (file) => {
        await store.writeBytes('uploads/acme/9/a.png', new Uint8Array(3), 'image/png');
        for await (const _ of file.stream());
        return 'oss://never';
      },
      mode: 'oss',
    });
    const value = await put(store, small);
    await expect(deliver([at(value)])).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});
