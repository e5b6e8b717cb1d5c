/** What one kind of caller's media may be; checked when the task starts (dashscope-api §7.4). */
export type MediaLimits = {
  readonly kind: 'image' | 'video' | 'audio' | 'document';
  readonly mimes: readonly string[];
  readonly megabytes: number;
  /** Shortest and longest side, pixels. */
  readonly sides?: readonly [least: number, most: number];
  /** Longest side over shortest. */
  readonly ratio?: number;
  readonly seconds?: readonly [least: number, most: number];
  /** All media of this role together. */
  readonly secondsInAll?: number;
  /** Elements of `media[]`, or of an array field. */
  readonly count?: number;
  readonly opaque?: true;
  /** The other kind that the same role takes. */
  readonly or?: MediaLimits;
};

const jpeg = 'image/jpeg';
const png = 'image/png';
const webp = 'image/webp';
const bmp = 'image/bmp';
const tiff = 'image/tiff';

/** The usual image of Wan models: sides 240–8000, 1:8–8:1, no alpha. */
export const image = (limits: Partial<MediaLimits> = {}): MediaLimits => ({
  kind: 'image',
  mimes: [jpeg, png, bmp, webp],
  megabytes: 20,
  sides: [240, 8000],
  ratio: 8,
  opaque: true,
  count: 1,
  ...limits,
});

/** The usual video of Wan models: MP4 or MOV, sides 240–4096, 1:8–8:1. */
export const video = (limits: Partial<MediaLimits> = {}): MediaLimits => ({
  kind: 'video',
  mimes: ['video/mp4', 'video/quicktime'],
  megabytes: 100,
  sides: [240, 4096],
  ratio: 8,
  count: 1,
  ...limits,
});

export const audio = (least: number, most: number, count = 1): MediaLimits => ({
  kind: 'audio',
  mimes: ['audio/wav', 'audio/mpeg'],
  megabytes: 15,
  seconds: [least, most],
  count,
});

/** Office files and web pages (dashscope-api §3.1), which the twin does not open. */
export const document: MediaLimits = { kind: 'document', mimes: [], megabytes: 100, count: 1 };

export const vaceImage = image({
  mimes: [jpeg, png, bmp, tiff, webp],
  sides: [360, 2000],
  ratio: undefined,
  megabytes: 10,
  opaque: undefined,
});

export const imageMimes = { jpeg, png, webp, bmp, tiff } as const;
