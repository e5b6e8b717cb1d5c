import type { VisionKind } from '../contract/vision.ts';
import type { MediaLimits } from '../media/limits.ts';

/** Areas in pixels that a model may be asked to look at. */
type PixelRange = { readonly min: number; readonly max: number };

/** What sets a vision model apart: a row of dashscope-api §10.1 with what §9.1, §9.5, §9.6 and §10.2 say of it. */
export type VisionModel = {
  /** Dated snapshots and other suffixes belong to it too. */
  readonly id: string;
  /** `always` and `none` cannot be changed; `on` and `off` are what happens when nothing is asked for. */
  readonly thinking: 'on' | 'off' | 'always' | 'none';
  /** The parameter that decides about thinking where it can be changed. */
  readonly thinkingSwitch: 'enable_thinking' | 'reasoning_effort';
  /** Refuses requests that do not stream. */
  readonly streamsOnly: boolean;
  /** When a JSON mode holds: always, only without thinking, or never, so that the prompt alone asks for JSON. */
  readonly jsonMode: 'always' | 'unthinking' | 'never';
  readonly maxTokens: number;
  /** The bound of an answer that nobody bounded, because every token is billed (design.md §3). */
  readonly usualMaxTokens: number;
  readonly maxThinkingTokens: number;
  readonly maxImages: number;
  readonly image: MediaLimits;
  readonly imagePixels: PixelRange;
  /** `null` where the model takes no video. */
  readonly video: MediaLimits | null;
  readonly maxFrames: number;
  readonly framePixels: PixelRange;
  /** Serves the tasks of Qwen-OCR (dashscope-api §11). */
  readonly readsText: boolean;
  /** Earlier turns of a conversation mean nothing to it. */
  readonly seesLastMessageOnly: boolean;
};

type Family = Omit<VisionModel, 'id'>;

const gigabyte = 1024 ** 3;

const largeImages: MediaLimits = {
  kind: 'image',
  formats: ['bmp', 'jpeg', 'png', 'tiff', 'webp', 'heic'],
  maxBytes: 20_000_000,
  minSide: 11,
  maxRatio: 200,
};
const smallerImages: MediaLimits = { ...largeImages, maxBytes: 10_000_000 };

const hours = (count: number): MediaLimits => ({
  kind: 'video',
  formats: ['mp4', 'avi', 'mkv', 'mov', 'flv', 'wmv'],
  maxBytes: 2 * gigabyte,
  minSeconds: 2,
  maxSeconds: count * 3600,
});
/** What the newest models take as a video. */
export const videoLimits = hours(2);
const tenMinutes: MediaLimits = { ...hours(1 / 6), maxBytes: gigabyte };

const current: Family = {
  thinking: 'on',
  thinkingSwitch: 'enable_thinking',
  streamsOnly: false,
  jsonMode: 'unthinking',
  maxTokens: 65_536,
  usualMaxTokens: 4096,
  maxThinkingTokens: 81_920,
  maxImages: 256,
  image: largeImages,
  imagePixels: { min: 65_536, max: 16_777_216 },
  video: videoLimits,
  maxFrames: 8000,
  framePixels: { min: 4096, max: 2_048_000 },
  readsText: false,
  seesLastMessageOnly: false,
};
const bothModes: Family = { ...current, jsonMode: 'always' };

/** Its `max_tokens` counts the thinking too (dashscope-api §9.2), so the usual bound leaves room for it. */
const qwen4: Family = {
  ...bothModes,
  thinkingSwitch: 'reasoning_effort',
  maxTokens: 131_072,
  usualMaxTokens: 16_384,
};

const vl3: Family = {
  ...current,
  thinking: 'off',
  maxTokens: 32_768,
  video: hours(1),
  maxFrames: 2000,
};
const openVl3: Family = { ...vl3, video: hours(1 / 3) };
const thinkingVl3: Family = { ...openVl3, thinking: 'always', jsonMode: 'never' };
const instructVl3: Family = { ...openVl3, thinking: 'none', jsonMode: 'always' };

const vl: Family = {
  ...vl3,
  thinking: 'none',
  jsonMode: 'always',
  maxTokens: 8192,
  image: smallerImages,
  imagePixels: { min: 4096, max: 16_777_216 },
  video: hours(1 / 3),
  maxFrames: 512,
};

const qvq: Family = {
  ...vl,
  thinking: 'always',
  streamsOnly: true,
  jsonMode: 'never',
  maxThinkingTokens: 16_384,
  imagePixels: { min: 3136, max: 12_845_056 },
  video: tenMinutes,
  framePixels: { min: 3136, max: 602_112 },
};

const ocr: Family = {
  ...vl,
  jsonMode: 'never',
  imagePixels: { min: 3072, max: 30_720_000 },
  video: null,
  readsText: true,
  seesLastMessageOnly: true,
};
const olderOcr: Family = {
  ...ocr,
  maxTokens: 4096,
  imagePixels: { min: 3136, max: 23_520_000 },
};

/** Every vision model we know; unknown ones are asked plainly, with a warning. */
export const visionModels: readonly VisionModel[] = [
  { id: 'qwen4-max', ...qwen4 },
  { id: 'qwen3.8-max', ...bothModes, maxImages: 2048 },
  { id: 'qwen3.8-flash', ...bothModes, maxImages: 2048 },
  { id: 'qwen3.8-27b', ...bothModes },
  { id: 'qwen3.8-2.4t-a95b', ...bothModes },
  { id: 'qwen3.7-plus', ...bothModes, maxImages: 2048 },
  { id: 'qwen3.7-flash', ...bothModes },
  { id: 'qwen3.7-max-2026-06-08', ...bothModes, maxImages: 2048 },
  { id: 'qwen3.6-plus', ...current },
  { id: 'qwen3.6-flash', ...current },
  { id: 'qwen3.5-plus', ...current },
  { id: 'qwen3.5-flash', ...current },
  { id: 'qwen3.5-ocr', ...ocr, maxTokens: 32_768, image: largeImages, seesLastMessageOnly: false },
  { id: 'qwen3-vl-plus', ...vl3 },
  { id: 'qwen3-vl-flash', ...vl3 },
  { id: 'qwen3-vl-235b-a22b-thinking', ...thinkingVl3, video: hours(1) },
  { id: 'qwen3-vl-235b-a22b-instruct', ...instructVl3, video: hours(1) },
  { id: 'qwen3-vl-30b-a3b-thinking', ...thinkingVl3 },
  { id: 'qwen3-vl-30b-a3b-instruct', ...instructVl3 },
  { id: 'qwen3-vl-32b-thinking', ...thinkingVl3 },
  { id: 'qwen3-vl-32b-instruct', ...instructVl3 },
  { id: 'qvq-max', ...qvq },
  { id: 'qvq-plus', ...qvq },
  { id: 'qwen-vl-max', ...vl },
  { id: 'qwen-vl-plus', ...vl, video: tenMinutes },
  { id: 'qwen-vl-ocr', ...olderOcr },
  { id: 'qwen-vl-ocr-latest', ...ocr },
  { id: 'qwen-vl-ocr-2025-11-20', ...ocr },
];

/** Nothing is known to be wrong with a model that is not listed: the provider decides. */
const unlisted: Family = {
  ...bothModes,
  thinking: 'off',
  maxTokens: 131_072,
  maxImages: 2048,
  imagePixels: { min: 1, max: 30_720_000 },
  framePixels: { min: 1, max: 30_720_000 },
  readsText: true,
};

/** The model of each kind of request when neither the caller nor the deployment names one (api.md, Vision). */
export const usualModels: Readonly<Record<VisionKind, string>> = {
  analyze: 'qwen3.5-plus',
  reason: 'qvq-max',
  ocr: 'qwen-vl-ocr',
};

/** The row of a model, or of the model whose snapshot it is; `isListed` is false for a name nobody knows. */
export function findVisionModel(name: string): {
  readonly model: VisionModel;
  readonly isListed: boolean;
} {
  const [found] = visionModels
    .filter(({ id }) => name === id || name.startsWith(`${id}-`))
    .toSorted((one, other) => other.id.length - one.id.length);
  return { model: { ...(found ?? unlisted), id: name }, isListed: found !== undefined };
}

/** The bound of an answer that nobody bounded. */
export function boundOf({ usualMaxTokens, maxTokens }: VisionModel): number {
  return Math.min(usualMaxTokens, maxTokens);
}
