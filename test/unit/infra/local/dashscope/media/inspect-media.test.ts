import { describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../../../infra/local/dashscope/media/encode-video.ts';
import { inspectMedia } from '../../../../../../infra/local/dashscope/media/inspect-media.ts';
import { sampleBmp, samplePicture, sampleWav } from './sample-media.ts';

describe('inspectMedia', () => {
  it.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['tiff', 'image/tiff'],
    ['gif', 'image/gif'],
  ] as const)('knows a %s by its bytes', async (format, mime) => {
    const facts = await inspectMedia(await samplePicture(format, 64, 48));
    expect(facts).toMatchObject({ kind: 'image', mime, width: 64, height: 48 });
    expect(facts?.dominantColour).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('tells colours apart, each channel in 16 steps', async () => {
    const facts = await inspectMedia(await samplePicture('png', 64, 48, '#a83818'));
    expect(facts?.dominantColour).toBe('#a83818');
  });

  it('sees an alpha channel', async () => {
    const veil = { r: 10, g: 20, b: 30, alpha: 0.5 };
    expect(await inspectMedia(await samplePicture('png', 64, 48, veil))).toMatchObject({
      hasAlpha: true,
    });
    expect(await inspectMedia(await samplePicture('png', 64, 48))).toMatchObject({
      hasAlpha: false,
    });
  });

  it('measures a BMP although it cannot look into it', async () => {
    expect(await inspectMedia(sampleBmp(40, 30))).toEqual({
      kind: 'image',
      mime: 'image/bmp',
      width: 40,
      height: 30,
    });
  });

  it('measures an MP4', async () => {
    const video = await encodeVideo({ width: 320, height: 240, seconds: 2, sound: true });
    const facts = await inspectMedia(video);
    expect(facts).toMatchObject({ kind: 'video', mime: 'video/mp4', width: 320, height: 240 });
    expect(facts?.durationSeconds).toBeCloseTo(2, 0);
  });

  it('measures a WAV', async () => {
    const facts = await inspectMedia(sampleWav(3));
    expect(facts).toMatchObject({ kind: 'audio', mime: 'audio/wav', durationSeconds: 3 });
  });

  it.each([
    ['AVI', 'video/x-msvideo', 'RIFF\0\0\0\0AVI LIST'],
    ['FLV', 'video/x-flv', 'FLV\u0001\u0005'],
    ['WMV', 'video/x-ms-wmv', '\u0030\u0026\u00b2\u0075\u008e\u0066\u00cf\u0011\u00a6\u00d9'],
  ])('recognises %s without measuring it', async (_name, mime, head) => {
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(100)]);
    expect(await inspectMedia(bytes)).toEqual({ kind: 'video', mime });
  });

  it.each([
    ['text', Buffer.from('hello, I am not a picture at all')],
    ['nothing', Buffer.alloc(0)],
    ['the first bytes of a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['HTML', Buffer.from('<html><body>not found</body></html>')],
  ])('finds no media in %s', async (_name, bytes) => {
    expect(await inspectMedia(bytes)).toBeUndefined();
  });
});
