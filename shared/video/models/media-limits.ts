import type { MediaLimits } from '../../media/limits.ts';

const megabyte = 1024 * 1024;

/** What changes from model to model. */
type Bounds = Partial<Omit<MediaLimits, 'kind' | 'maxBytes'>> & { readonly megabytes?: number };

/** The usual image of Wan models (dashscope-api §3.1, §3.3, §3.8): no alpha channel. */
export function image({ megabytes = 20, ...bounds }: Bounds = {}): MediaLimits {
  const sides = { minSide: 240, maxSide: 8000, maxRatio: 8 };
  const usual = { formats: ['jpeg', 'png', 'bmp', 'webp'], ...sides, opaque: true } as const;
  return { kind: 'image', maxBytes: megabytes * megabyte, ...usual, ...bounds };
}

/** The usual video of Wan models (dashscope-api §3.1, §3.3). */
export function video({ megabytes = 100, ...bounds }: Bounds = {}): MediaLimits {
  const usual = { formats: ['mp4', 'mov'], minSide: 240, maxSide: 4096 };
  return { kind: 'video', maxBytes: megabytes * megabyte, ...usual, maxRatio: 8, ...bounds };
}

/** Sound of so many seconds. */
export function audio(minSeconds: number, maxSeconds: number): MediaLimits {
  const formats = ['wav', 'mp3'];
  return { kind: 'audio', formats, maxBytes: 15 * megabyte, minSeconds, maxSeconds };
}
