import type { VisionKind } from '../contract/vision.ts';
import type { MediaLimits } from '../media/limits.ts';

/** What sets a vision model apart (dashscope-api §9.5, §10.1); models that are not listed are asked plainly. */
export type VisionModel = {
  readonly prefix: string;
  /** Refuses requests that do not stream. */
  readonly streamsOnly: boolean;
};

const models: readonly VisionModel[] = [{ prefix: 'qvq-', streamsOnly: true }];

const plain: VisionModel = { prefix: '', streamsOnly: false };

/** The model of each kind of request when neither the caller nor the deployment names one (api.md, Vision). */
export const usualModels: Readonly<Record<VisionKind, string>> = {
  analyze: 'qwen3.5-plus',
  reason: 'qvq-max',
  ocr: 'qwen-vl-ocr',
};

/** An answer that nobody bounded is bounded here, because every token is billed (design.md §3). */
export const defaultMaxTokens = 4096;

export function findVisionModel(id: string): VisionModel {
  return models.find(({ prefix }) => id.startsWith(prefix)) ?? plain;
}

/** What the newer models take as an image (dashscope-api §10.2). */
export const imageLimits: MediaLimits = {
  kind: 'image',
  formats: ['bmp', 'jpeg', 'png', 'tiff', 'webp', 'heic'],
  maxBytes: 20_000_000,
  minSide: 11,
  maxRatio: 200,
};

/** What the newer models take as a video (dashscope-api §10.2). */
export const videoLimits: MediaLimits = {
  kind: 'video',
  formats: ['mp4', 'avi', 'mkv', 'mov', 'flv', 'wmv'],
  maxBytes: 2 * 1024 ** 3,
  minSeconds: 2,
  maxSeconds: 7200,
};
