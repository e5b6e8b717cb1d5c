import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../../../infra/local/dashscope/media/encode-video.ts';

const open = (bytes: Uint8Array) => new Input({ source: new BufferSource(bytes), formats: [MP4] });

describe('encodeVideo', () => {
  it.each([
    { width: 832, height: 480, seconds: 5, sound: true },
    { width: 480, height: 832, seconds: 2, sound: false },
    { width: 624, height: 624, seconds: 3.37, sound: true },
    { width: 1920, height: 1080, seconds: 10, sound: true },
  ])('makes $width×$height of $seconds s, sound: $sound', async (options) => {
    using input = open(await encodeVideo(options));
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getPrimaryAudioTrack();
    expect(await video?.getCodec()).toBe('avc');
    expect(await video?.getDisplayWidth()).toBe(options.width);
    expect(await video?.getDisplayHeight()).toBe(options.height);
    expect((await audio?.getCodec()) ?? null).toBe(options.sound ? 'aac' : null);
    for (const track of await input.getTracks()) {
      expect(Math.abs((await track.computeDuration()) - options.seconds)).toBeLessThanOrEqual(0.1);
    }
  });

  it('can be sought: every second begins with a key frame', async () => {
    using input = open(await encodeVideo({ width: 320, height: 240, seconds: 3, sound: false }));
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('no video track');
    const keys: number[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) {
      if (packet.type === 'key') keys.push(packet.timestamp);
    }
    expect(keys).toEqual([0, 1, 2]);
  });

  it('moves: the frames of a second differ', async () => {
    using input = open(await encodeVideo({ width: 320, height: 240, seconds: 1, sound: false }));
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('no video track');
    const frames = new Set<string>();
    for await (const packet of new EncodedPacketSink(track).packets()) {
      frames.add(Buffer.from(packet.data).toString('base64'));
    }
    expect(frames.size).toBe(30);
  });

  it('is tinted by the colour and carries it as its comment', async () => {
    const shape = { width: 320, height: 240, seconds: 1, sound: false };
    const red = await encodeVideo({ ...shape, colour: '#AA2211' });
    const blue = await encodeVideo({ ...shape, colour: '#1122aa' });
    expect((await open(red).getMetadataTags()).comment).toBe('#aa2211');
    expect(Buffer.compare(red, blue)).not.toBe(0);
  });

  it('gives the same bytes for the same wish, and the same object the second time', async () => {
    const options = { width: 320, height: 240, seconds: 1, sound: true };
    const first = await encodeVideo(options);
    expect(await encodeVideo({ ...options })).toBe(first);
  });

  it.each([
    [{ width: 8, height: 240, seconds: 1, sound: false }, 'Not a side: 8 pixels'],
    [{ width: 320, height: Number.NaN, seconds: 1, sound: false }, 'Not a side: NaN pixels'],
    [{ width: 320, height: 240, seconds: 0, sound: false }, 'Not a length: 0 s'],
    [{ width: 320, height: 240, seconds: 1, sound: false, colour: 'red' }, 'Not a colour: red'],
  ])('refuses %o', async (options, message) => {
    await expect(encodeVideo(options)).rejects.toThrow(message);
  });
});
