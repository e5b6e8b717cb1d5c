import { type Scene, sceneOf, type VideoOptions } from './scene.ts';

type VideoCacheOptions = {
  readonly encode: (scene: Scene) => Promise<Uint8Array>;
  readonly maxBytes: number;
};

/**
 * Remembers finished videos, least recently used out first, and lets equal requests wait for one
 * encoding. Encodings run one after the other: each takes a core and, at 1080P, some 60 MB.
 */
export function createVideoCache({ encode, maxBytes }: VideoCacheOptions) {
  const finished = new Map<string, Uint8Array>();
  const running = new Map<string, Promise<Uint8Array>>();
  let lastInLine: Promise<unknown> = Promise.resolve();
  let storedBytes = 0;

  function remember(key: string, video: Uint8Array): void {
    finished.set(key, video);
    storedBytes += video.byteLength;
    for (const [oldest, bytes] of finished) {
      if (storedBytes <= maxBytes || oldest === key) break;
      finished.delete(oldest);
      storedBytes -= bytes.byteLength;
    }
  }

  function start(key: string, scene: Scene): Promise<Uint8Array> {
    const encoding = lastInLine.then(() => encode(scene));
    lastInLine = encoding.catch(() => undefined);
    running.set(key, encoding);
    return encoding
      .then((video) => {
        remember(key, video);
        return video;
      })
      .finally(() => running.delete(key));
  }

  return async (options: VideoOptions): Promise<Uint8Array> => {
    const scene = sceneOf(options);
    const key = JSON.stringify(scene);
    const video = finished.get(key);
    if (!video) return running.get(key) ?? start(key, scene);
    finished.delete(key);
    finished.set(key, video);
    return video;
  };
}
