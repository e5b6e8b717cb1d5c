import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../infra/local/dashscope/media/encode-video.ts';
import { inspectFile } from '../../../../shared/media/inspect-file.ts';
import type { MediaFile } from '../../../../shared/media/media-file.ts';
import fc from '../../../support/fake-chance.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeWire } from '../../../support/fake-wire.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';
import { dataUri, sampleMp3, sampleWav } from '../../infra/local/dashscope/media/sample-media.ts';
import { audio, image, problemsOf, video } from './check-world.ts';

let storage: InProcessStorage;
let film: Uint8Array;
beforeAll(async () => {
  [storage, film] = await Promise.all([
    startStorage(),
    encodeVideo({ width: 320, height: 240, seconds: 3, sound: true }),
  ]);
});
afterAll(() => storage.close());

/** A box that players skip. */
function freeBox(bytes: number): Uint8Array {
  const box = Buffer.alloc(bytes);
  box.writeUInt32BE(bytes, 0);
  box.write('free', 4);
  return box;
}

describe('checking a video', () => {
  it('measures sides, length and frame rate', async () => {
    expect(await problemsOf(storage, film, video)).toBe('');
    const other = { ...video, minSide: 241, maxSide: 319, minSeconds: 3.2, maxFps: 24 };
    expect(await problemsOf(storage, film, other)).toBe(
      [
        'Its shorter side is 240 px; it must be at least 241 px.',
        'Its longer side is 320 px; it must be at most 319 px.',
        'Its length is 3.03 s; it must be at least 3.2 s.',
        'Its frame rate is 30 fps; it must be at most 24 fps.',
      ].join(' '),
    );
    expect(await problemsOf(storage, film, { ...video, maxSeconds: 2.8 })).toMatch(/at most 2.8 s/);
  });

  it('forgives what containers round', async () => {
    expect(await problemsOf(storage, film, { ...video, maxSeconds: 2.95 })).toBe('');
  });

  it('tells QuickTime from MP4', async () => {
    const movie = Buffer.from(film);
    movie.write('qt  ', 8);
    expect(await problemsOf(storage, movie, video)).toBe('');
    expect(await problemsOf(storage, movie, { ...video, formats: ['mp4'] })).toMatch(/is mov/);
  });

  it('goes by the declared type where nothing can read the format', async () => {
    const bytes = new Uint8Array(100);
    expect(await problemsOf(storage, bytes, video, 'a', 'video/x-msvideo')).toBe('');
    expect(await problemsOf(storage, bytes, video, 'a.AVI')).toBe('');
    expect(await problemsOf(storage, bytes, video, 'a.flv')).toMatch(/is flv/);
  });

  it('refuses what is no video, or has no picture', async () => {
    expect(await problemsOf(storage, new Uint8Array(1000), video, 'a.mp4')).toMatch(/not a video/);
    expect(await problemsOf(storage, film.subarray(0, 100), video)).toMatch(/not a video/);
    expect(await problemsOf(storage, sampleWav(3), video)).toMatch(/not a video/);
  });

  it('reads only the index of a long one, wherever it stands', async () => {
    const start = film.subarray(0, new DataView(film.buffer, film.byteOffset).getUint32(0));
    const rest = film.subarray(start.length);
    const whole = Buffer.concat([start, freeBox(60_000_000), rest]);
    let read = 0;
    const file: MediaFile = {
      ...{ identity: 'x', name: 'a.mp4', contentType: 'video/mp4', bytes: whole.length },
      read: async (from, to) => {
        read += to - from;
        return whole.subarray(from, to);
      },
      stream: async function* () {},
      signedUrl: async () => '',
    };
    expect(await inspectFile(file, video)).toMatchObject({ format: 'mp4', width: 320 });
    expect(read).toBeLessThan(2_000_000);
  });

  it('does not take trouble with S3 for a bad file', async () => {
    const wire = createFakeWire();
    const store = await storage.createStore(wire);
    await store.writeBytes('uploads/acme/x', film, 'video/mp4');
    wire.pass = async (call, send) => {
      if (call.what.startsWith('GetObject')) throw new TypeError('the line is dead');
      return send();
    };
    const media = createMedia(store, createFakeClock());
    const value = `s3://${store.bucket}/uploads/acme/x`;
    const attempt = media.check('acme', [{ value, pointer: '/video', limits: video }]);
    await expect(attempt).rejects.toThrow('the line is dead');
  });
});

describe('checking sound', () => {
  const sounds = [
    ['WAV of 3 s', sampleWav(3), ''],
    ['WAV of 2 s', sampleWav(2), 'Its length is 2 s; it must be at least 3 s.'],
    ['MP3 of 4 s', sampleMp3(4), ''],
    ['MP3 of 31 s', sampleMp3(31), 'Its length is 30.93 s; it must be at most 30 s.'],
    ['noise', new Uint8Array(5000), expect.stringMatching(/not an audio file/)],
  ] as const;
  it.each(sounds)('%s', async (_name, bytes, said) => {
    expect(await problemsOf(storage, bytes, audio)).toEqual(said);
  });
});

describe('any bytes at all', () => {
  it('are a problem or none, and never an error', async () => {
    const store = await storage.createStore();
    const media = createMedia(store, createFakeClock());
    const beginnings = [film.subarray(0, 600), sampleWav(1).subarray(0, 60), sampleMp3(0.1)];
    const bytes = fc.tuple(
      fc.constantFrom(new Uint8Array(), ...beginnings),
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(image, video, audio), async (parts, limits) => {
        const value = dataUri(Buffer.concat(parts), 'video/mp4');
        const problems = await media.check('acme', [{ value, pointer: '/m', limits }]);
        expect(problems.every(({ code }) => code === 'invalid_media')).toBe(true);
      }),
    );
  });
});
