import { describe, expect, it } from 'vitest';
import type { Scene } from '../../../../../../infra/local/dashscope/media/scene.ts';
import { createVideoCache } from '../../../../../../infra/local/dashscope/media/video-cache.ts';

const sized = (seconds: number) => ({ width: 32, height: 32, seconds, sound: false });

function countingEncoder() {
  const encoded: number[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const encode = async ({ seconds }: Scene) => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await Promise.resolve();
    running -= 1;
    encoded.push(seconds);
    if (seconds === 13) throw new Error('no luck');
    return new Uint8Array(10);
  };
  return { encode, encoded, mostAtOnce: () => mostAtOnce };
}

describe('createVideoCache', () => {
  it('lets equal requests share one encoding', async () => {
    const { encode, encoded } = countingEncoder();
    const encodeVideo = createVideoCache({ encode, maxBytes: 100 });
    const videos = await Promise.all([sized(1), sized(1), sized(1)].map(encodeVideo));
    expect(encoded).toEqual([1]);
    expect(new Set(videos).size).toBe(1);
  });

  it('encodes one after the other', async () => {
    const { encode, encoded, mostAtOnce } = countingEncoder();
    const encodeVideo = createVideoCache({ encode, maxBytes: 100 });
    await Promise.all([1, 2, 3].map((seconds) => encodeVideo(sized(seconds))));
    expect(encoded).toEqual([1, 2, 3]);
    expect(mostAtOnce()).toBe(1);
  });

  it('forgets the least recently used when the room is full', async () => {
    const { encode, encoded } = countingEncoder();
    const encodeVideo = createVideoCache({ encode, maxBytes: 20 });
    for (const seconds of [1, 2, 1, 3, 1, 2]) await encodeVideo(sized(seconds));
    expect(encoded).toEqual([1, 2, 3, 2]);
  });

  it('keeps a video that alone is larger than the room', async () => {
    const { encode, encoded } = countingEncoder();
    const encodeVideo = createVideoCache({ encode, maxBytes: 5 });
    await encodeVideo(sized(1));
    await encodeVideo(sized(1));
    expect(encoded).toEqual([1]);
  });

  it('remembers no failure, and goes on after one', async () => {
    const { encode, encoded } = countingEncoder();
    const encodeVideo = createVideoCache({ encode, maxBytes: 100 });
    await expect(encodeVideo(sized(13))).rejects.toThrow('no luck');
    await expect(encodeVideo(sized(13))).rejects.toThrow('no luck');
    await encodeVideo(sized(2));
    expect(encoded).toEqual([13, 13, 2]);
  });
});
