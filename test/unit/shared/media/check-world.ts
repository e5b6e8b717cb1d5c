import { expect } from 'vitest';
import type { MediaLimits } from '../../../../shared/media/limits.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import type { InProcessStorage } from '../../../support/in-process-storage.ts';

export const image: MediaLimits = {
  kind: 'image',
  formats: ['jpeg', 'png', 'bmp', 'webp'],
  maxBytes: 100_000,
  minSide: 240,
  maxSide: 800,
  maxPixels: 400_000,
  maxRatio: 3,
};
export const video: MediaLimits = {
  kind: 'video',
  formats: ['mp4', 'mov', 'avi'],
  maxBytes: 100_000_000,
  minSide: 200,
  maxSide: 400,
  minSeconds: 2,
  maxSeconds: 3,
  minFps: 16,
};
export const audio: MediaLimits = {
  kind: 'audio',
  formats: ['wav', 'mp3'],
  maxBytes: 15_000_000,
  minSeconds: 3,
  maxSeconds: 30,
};

/** What is said about bytes that were stored under a name and a type. */
export async function problemsOf(
  storage: InProcessStorage,
  bytes: Uint8Array,
  limits: MediaLimits,
  name = 'a',
  type = 'application/octet-stream',
) {
  const store = await storage.createStore();
  const media = createMedia(store, createFakeClock());
  await store.writeBytes(`uploads/acme/x/${name}`, bytes, type);
  const value = `s3://${store.bucket}/uploads/acme/x/${name}`;
  const problems = await media.check('acme', [{ value, pointer: '/image', limits }]);
  expect(problems.every(({ code, pointer }) => code === 'invalid_media' && pointer)).toBe(true);
  return problems.map(({ detail }) => detail).join(' ');
}
