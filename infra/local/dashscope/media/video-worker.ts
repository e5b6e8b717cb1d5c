import { parentPort, workerData } from 'node:worker_threads';
import { encodeSecond } from './encode-second.ts';
import { muxVideo } from './mux-video.ts';
import type { Scene } from './scene.ts';

const scene = workerData as Scene;
const video = await muxVideo(scene, await encodeSecond(scene));
parentPort?.postMessage(video, [video.buffer as ArrayBuffer]);
