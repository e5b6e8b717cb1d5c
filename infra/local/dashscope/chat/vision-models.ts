import { ProviderError } from '../route.ts';
import { type PixelBudget, pixelBudgets } from './pixel-budgets.ts';

/**
 * One row of dashscope-api §10.1, with the limits of §10.2 and the modes of §9.5 and §9.6.
 * Token counts in tokens, sizes in bytes, lengths in seconds.
 */
export type VisionModel = {
  readonly id: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly maxThinkingTokens: number;
  readonly thinking: 'on' | 'off' | 'always' | 'none';
  readonly streamOnly: boolean;
  /** `max_tokens` counts thinking too (from qwen4-max on, §9.2). */
  readonly maxTokensCountThinking: boolean;
  readonly reasoningEfforts: readonly string[];
  /** What a JSON mode does while thinking: `valid`, `loose` (no promise), or `refused`. */
  readonly jsonWhileThinking: 'valid' | 'loose' | 'refused';
  /** Whether usage tells image, video and text tokens apart. */
  readonly usageDetails: boolean;
  readonly pixels: PixelBudget;
  readonly maxImages: number;
  readonly maxImageBytes: number;
  /** Absent where the model takes no video. */
  readonly video?: {
    readonly maxSeconds: number;
    readonly maxBytes: number;
    readonly maxFrames: number;
  };
};

type Family = Omit<VisionModel, 'id'>;

const megabyte = 1024 * 1024;
const gigabyte = 1024 * megabyte;

const current: Family = {
  maxInputTokens: 991_808,
  maxOutputTokens: 65_536,
  maxThinkingTokens: 81_920,
  thinking: 'on',
  streamOnly: false,
  maxTokensCountThinking: false,
  reasoningEfforts: [],
  jsonWhileThinking: 'loose',
  usageDetails: true,
  pixels: pixelBudgets.current,
  maxImages: 256,
  maxImageBytes: 20 * megabyte,
  video: { maxSeconds: 7200, maxBytes: 2 * gigabyte, maxFrames: 8000 },
};

const bothModes: Family = { ...current, jsonWhileThinking: 'valid' };

const latest: Family = { ...bothModes, reasoningEfforts: ['low', 'medium', 'xhigh'] };

const qwen4: Family = {
  ...bothModes,
  maxOutputTokens: 131_072,
  maxTokensCountThinking: true,
  reasoningEfforts: ['none', 'off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  video: { maxSeconds: 7200, maxBytes: 2 * gigabyte, maxFrames: 80 },
};

const vl3: Family = {
  ...current,
  maxInputTokens: 260_096,
  maxOutputTokens: 32_768,
  thinking: 'off',
  jsonWhileThinking: 'refused',
  pixels: pixelBudgets.vl3,
  video: { maxSeconds: 3600, maxBytes: 2 * gigabyte, maxFrames: 2000 },
};

const qvq: Family = {
  ...vl3,
  maxInputTokens: 106_496,
  maxOutputTokens: 8_192,
  maxThinkingTokens: 16_384,
  thinking: 'always',
  streamOnly: true,
  pixels: pixelBudgets.qvq,
  maxImageBytes: 10 * megabyte,
  video: { maxSeconds: 600, maxBytes: gigabyte, maxFrames: 512 },
};

const vl: Family = {
  ...vl3,
  maxInputTokens: 129_024,
  maxOutputTokens: 8_192,
  thinking: 'none',
  usageDetails: false,
  pixels: pixelBudgets.vl,
  maxImageBytes: 10 * megabyte,
  video: { maxSeconds: 1200, maxBytes: 2 * gigabyte, maxFrames: 512 },
};

const ocr: Family = {
  ...vl,
  maxInputTokens: 30_000,
  pixels: pixelBudgets.ocr,
  video: undefined,
};

/** What the provider serves: every row of dashscope-api §10.1, those whose retirement is only reported included. */
export const visionModels: readonly VisionModel[] = [
  { id: 'qwen4-max', ...qwen4 },
  { id: 'qwen4-max-preview', ...qwen4 },
  { id: 'qwen3.8-max', ...latest, maxImages: 2048 },
  { id: 'qwen3.8-flash', ...latest, maxImages: 2048 },
  { id: 'qwen3.8-27b', ...latest },
  { id: 'qwen3.8-2.4t-a95b', ...latest },
  { id: 'qwen3.7-plus', ...bothModes, maxImages: 2048 },
  { id: 'qwen3.7-flash', ...bothModes },
  { id: 'qwen3.7-max-2026-06-08', ...bothModes, maxImages: 2048 },
  { id: 'qwen3.6-plus', ...current },
  { id: 'qwen3.6-flash', ...current },
  { id: 'qwen3.5-plus', ...current },
  { id: 'qwen3.5-flash', ...current },
  { id: 'qwen3-vl-plus', ...vl3 },
  { id: 'qwen3-vl-flash', ...vl3 },
  { id: 'qwen3-vl-235b-a22b-thinking', ...vl3, thinking: 'always' },
  { id: 'qwen3-vl-235b-a22b-instruct', ...vl3, thinking: 'none' },
  { id: 'qvq-max', ...qvq },
  { id: 'qvq-plus', ...qvq },
  { id: 'qwen-vl-max', ...vl },
  { id: 'qwen-vl-plus', ...vl, video: { maxSeconds: 600, maxBytes: gigabyte, maxFrames: 512 } },
  { id: 'qwen3.5-ocr', ...ocr, maxOutputTokens: 32_768, maxImageBytes: 20 * megabyte },
  { id: 'qwen-vl-ocr', ...ocr, maxOutputTokens: 4_096, pixels: pixelBudgets.olderOcr },
  { id: 'qwen-vl-ocr-latest', ...ocr },
  { id: 'qwen-vl-ocr-2025-11-20', ...ocr },
];

const snapshot = /-(?:latest|\d{4}-\d{2}-\d{2}|\d{4})$/;

/**
 * The row of a model or of one of its dated snapshots.
 * @throws ProviderError 404 `model_not_found`
 */
export function findVisionModel(id: string): VisionModel {
  const base = id.replace(snapshot, '');
  const model =
    visionModels.find((row) => row.id === id) ?? visionModels.find((row) => row.id === base);
  if (model) return model;
  const message = `The model \`${id}\` does not exist or you do not have access to it.`;
  throw new ProviderError(404, 'model_not_found', message);
}
