import { Worker } from 'node:worker_threads';
import type { Scene, VideoOptions } from './scene.ts';
import { createVideoCache } from './video-cache.ts';

const cacheBytes = 64 * 1024 * 1024;

/**
 * A playable MP4 (H.264 at 30 frames a second, AAC when `sound`) of the asked size and length (± 0.1 s).
 * A bar sweeps over a picture tinted by `colour`, and the file's comment tag is that colour, so that a
 * test can tell what the video was made from. Odd sides lose a pixel: H.264's chroma is halved.
 * Equal requests share one encoding, and up to 64 MiB of finished videos are remembered.
 */
export const encodeVideo: (options: VideoOptions) => Promise<Uint8Array> = createVideoCache({
  encode: encodeInWorker,
  maxBytes: cacheBytes,
});

/** A thread of its own per encoding: half a second of WebAssembly would stall every other answer, and its memory goes with it. */
function encodeInWorker(scene: Scene): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./video-worker.ts', import.meta.url), { workerData: scene });
    worker.once('message', (bytes: Uint8Array) => resolve(bytes));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The video encoder ended with code ${code}`)));
  });
}
