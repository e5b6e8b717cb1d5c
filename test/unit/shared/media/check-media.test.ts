import { afterAll, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeWire } from '../../../support/fake-wire.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import { startStorage } from '../../../support/in-process-storage.ts';
import {
  dataUri,
  sampleBmp,
  samplePicture,
} from '../../infra/local/dashscope/media/sample-media.ts';
import { image, problemsOf } from './check-world.ts';

const storage = await startStorage();
afterAll(() => storage.close());

/** The same picture with so much EXIF before its size. */
function withExif(jpeg: Uint8Array, segments: number): Uint8Array {
  const exif = Buffer.alloc(65_535);
  exif.set([0xff, 0xe1, 0xff, 0xfd]);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...Array.from({ length: segments }, () => exif),
    jpeg.subarray(2),
  ]);
}

describe('checking a picture', () => {
  const pictures = [
    ['jpeg', 240, 240, ''],
    ['png', 800, 400, ''],
    ['webp', 500, 800, ''],
    ['tiff', 300, 300, 'The file is tiff; taken are jpeg, png, bmp, webp.'],
    ['gif', 300, 300, 'The file is gif; taken are jpeg, png, bmp, webp.'],
    ['png', 239, 300, 'Its shorter side is 239 px; it must be at least 240 px.'],
    ['png', 300, 801, 'Its longer side is 801 px; it must be at most 800 px.'],
    ['png', 700, 600, 'Its area is 420000 px; it must be at most 400000 px.'],
  ] as const;
  it.each(pictures)('%s of %i × %i: %s', async (format, width, height, said) => {
    expect(await problemsOf(storage, await samplePicture(format, width, height), image)).toBe(said);
  });

  const alphas = [
    ['png', true, 'It has an alpha channel; save it without transparency.'],
    ['png', undefined, ''],
  ] as const;
  it.each(alphas)(
    '%s with an alpha channel where opaque is %s: %s',
    async (format, opaque, said) => {
      const clear = { r: 9, g: 9, b: 9, alpha: 0.5 };
      const picture = await samplePicture(format, 300, 300, clear);
      expect(await problemsOf(storage, picture, { ...image, opaque })).toBe(said);
      const solid = await samplePicture(format, 300, 300);
      expect(await problemsOf(storage, solid, { ...image, opaque })).toBe('');
    },
  );

  it('tells every problem at once', async () => {
    const said = await problemsOf(storage, await samplePicture('gif', 1000, 20), image);
    expect(said).toContain('gif');
    expect(said).toContain('20 px');
    expect(said).toContain('1000 px');
    expect(said).toContain('50:1');
  });

  it('goes by the bytes, whatever their name and type', async () => {
    expect(await problemsOf(storage, sampleBmp(300, 300).subarray(0, 90_000), image, 'a.mp4')).toBe(
      '',
    );
    const text = Buffer.from('no picture at all');
    expect(await problemsOf(storage, text, image, 'a.png', 'image/png')).toMatch(/not an image/);
  });

  it('finds the size behind long EXIF data', async () => {
    const jpeg = withExif(await samplePicture('jpeg', 100, 300), 6);
    const limits = { ...image, maxBytes: 20_000_000 };
    expect(await problemsOf(storage, jpeg, limits)).toBe(
      'Its shorter side is 100 px; it must be at least 240 px.',
    );
  });

  it('reads nothing of a file that is too large', async () => {
    const wire = createFakeWire();
    const store = await storage.createStore(wire);
    await store.writeBytes('uploads/acme/x', new Uint8Array(100_001), 'image/png');
    const value = `s3://${store.bucket}/uploads/acme/x`;
    const media = createMedia(store, createFakeClock());
    const [problem] = await media.check('acme', [{ value, pointer: '/image', limits: image }]);
    expect(problem?.detail).toBe(
      'The file has 100001 bytes (0.1 MB); at most 100000 (0.1 MB) are taken.',
    );
    expect(wire.calls.map(({ what }) => what.split(' ')[0])).toEqual([
      'PutObjectCommand',
      'HeadObjectCommand',
    ]);
  });

  it('looks into data: URIs', async () => {
    const media = createMedia(await storage.createStore(), createFakeClock());
    const small = dataUri(await samplePicture('png', 10, 10), 'image/png');
    const check = (value: string) => media.check('acme', [{ value, pointer: '/i', limits: image }]);
    expect(await check(small)).toEqual([
      { pointer: '/i', code: 'invalid_media', detail: expect.stringContaining('10 px') },
    ]);
    expect(await check('data:image/png;base64,AAAA')).toHaveLength(1);
  });

  it.each(['https://host.example/a.mp4', 'oss://x/a.mp4'])(
    'asks nobody about %s',
    async (value) => {
      const media = createMedia(await storage.createStore(), createFakeClock());
      expect(await media.check('acme', [{ value, pointer: '/i', limits: image }])).toEqual([]);
    },
  );

  it('tells what is wrong with every medium at once', async () => {
    const media = createMedia(await storage.createStore(), createFakeClock());
    const input = (value: string, pointer: string) => ({ value, pointer, limits: image });
    const problems = await media.check('acme', [
      input('asset:ast_0', '/images/0'),
      input('https://host.example/a.png', '/images/1'),
      input('data:image/png;base64,AAAA', '/images/2'),
      input('job:vid_0', '/images/3'),
    ]);
    expect(problems.map(({ pointer }) => pointer)).toEqual(['/images/0', '/images/2', '/images/3']);
  });
});
