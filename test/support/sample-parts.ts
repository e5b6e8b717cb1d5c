import type { CreateVideoRequest } from '../../shared/contract/video.ts';

/** What a finished video must be: pixels, seconds, and whether it has sound. */
export type Made = {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly sound: boolean;
};

/** A model's smallest and its largest request (dashscope-api §3), and what each must make. */
export type ModelSample = {
  readonly model: string;
  readonly name: string;
  readonly minimal: readonly [CreateVideoRequest, Made];
  readonly maximal: readonly [CreateVideoRequest, Made];
};

const sampleOrigin = 'http://media.test';
/** 750 × 1000, as in the provider's own example of sizes that follow a picture. */
export const picture = `${sampleOrigin}/picture.jpg`;
/** 480 × 640, three seconds. */
export const clip = `${sampleOrigin}/clip.mp4`;
/** Five seconds. */
export const voice = `${sampleOrigin}/voice.wav`;

export const made = (size: string, seconds: number, sound: boolean): Made => {
  const [width = 0, height = 0] = size.split('*').map(Number);
  return { width, height, seconds, sound };
};
/** What a tier makes of the picture (the first is documented, dashscope-api §3.3). */
export const likePicture = { '720P': '816*1104', '1080P': '1232*1648', '480P': '544*720' } as const;
export const text = (characters: number) => 'x'.repeat(characters);
export const seed = 2_147_483_647;
export const switches = { prompt_extend: true, watermark: true, seed };
export const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
export const media = (...types: string[]) =>
  types.map((type) => ({
    type,
    url: /audio/.test(type) ? voice : /video|clip/.test(type) ? clip : picture,
  }));
