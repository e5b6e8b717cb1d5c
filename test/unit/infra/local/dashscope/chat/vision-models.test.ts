import { describe, expect, it } from 'vitest';
import {
  findVisionModel,
  visionModels,
} from '../../../../../../infra/local/dashscope/chat/vision-models.ts';

describe('findVisionModel', () => {
  it.each([
    ['qwen3.5-plus', 'qwen3.5-plus'],
    ['qwen3.6-plus-2026-04-02', 'qwen3.6-plus'],
    ['qwen3.8-max-0902', 'qwen3.8-max'],
    ['qwen-vl-max-latest', 'qwen-vl-max'],
    ['qwen-vl-ocr-2025-11-20', 'qwen-vl-ocr-2025-11-20'],
    ['qwen3.7-max-2026-06-08', 'qwen3.7-max-2026-06-08'],
  ])('finds the row of %s', (id, row) => {
    expect(findVisionModel(id).id).toBe(row);
  });

  it.each(['qwen3.7-max', 'gpt-4o', '', 'qwen3.5-plus-x', 'QWEN3.5-PLUS'])('knows no %o', (id) => {
    expect(() => findVisionModel(id)).toThrow(
      `The model \`${id}\` does not exist or you do not have access to it.`,
    );
  });

  it('has one row per model', () => {
    expect(new Set(visionModels.map(({ id }) => id)).size).toBe(visionModels.length);
  });
});
