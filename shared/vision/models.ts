/** What sets a vision model apart (dashscope-api §9.5, §10.1); models that are not listed are asked plainly. */
export type VisionModel = {
  readonly prefix: string;
  /** Refuses requests that do not stream. */
  readonly streamsOnly: boolean;
};

const models: readonly VisionModel[] = [{ prefix: 'qvq-', streamsOnly: true }];

const plain: VisionModel = { prefix: '', streamsOnly: false };

/** The model of `POST /v1/vision/analyze` when the caller names none. */
export const defaultAnalyzeModel = 'qwen3.5-plus';

/** An answer that nobody bounded is bounded here, because every token is billed (design.md §3). */
export const defaultMaxTokens = 4096;

export function findVisionModel(id: string): VisionModel {
  return models.find(({ prefix }) => id.startsWith(prefix)) ?? plain;
}
