import { describe, expect, it } from 'vitest';
import {
  type VisionModel as ProviderModel,
  visionModels as providersModels,
} from '../../../../infra/local/dashscope/chat/vision-models.ts';
import { findVisionModel, visionModels } from '../../../../shared/vision/models.ts';

describe('findVisionModel', () => {
  it.each([
    ['qwen3.5-plus', 'on', true],
    ['qwen3.5-plus-2026-04-02', 'on', true],
    ['qwen4-max-preview', 'on', true],
    ['qwen3-vl-plus-2025-12-19', 'off', true],
    ['qwen3-vl-30b-a3b-thinking', 'always', true],
    ['qvq-max-latest', 'always', true],
    ['qwen-vl-ocr-2025-11-20', 'none', true],
    ['qwen3.5-plusplus', 'off', false],
    ['moondream', 'off', false],
  ])('knows %s, thinking %s: %s', (name, thinking, isListed) => {
    expect(findVisionModel(name)).toMatchObject({ model: { id: name, thinking }, isListed });
  });

  it('prefers the longest name that fits', () => {
    expect(findVisionModel('qwen-vl-ocr').model.maxTokens).toBe(4096);
    expect(findVisionModel('qwen-vl-ocr-2025-11-20').model.maxTokens).toBe(8192);
  });
});

describe('the vision catalogue', () => {
  const factsOf = ({ thinking, streamOnly, maxOutputTokens, ...model }: ProviderModel) => ({
    ...{ thinking, streamsOnly: streamOnly, maxTokens: maxOutputTokens },
    takesVideo: model.video !== undefined,
    maxImages: model.maxImages,
  });
  it.each(providersModels)('says of $id what the provider does', (row) => {
    const { model, isListed } = findVisionModel(row.id);
    const { thinking, streamsOnly, maxTokens, video, maxImages } = model;
    expect(isListed).toBe(true);
    expect({ thinking, streamsOnly, maxTokens, takesVideo: video !== null, maxImages }).toEqual(
      factsOf(row),
    );
  });

  it('has every model once', () => {
    expect(new Set(visionModels.map(({ id }) => id)).size).toBe(visionModels.length);
  });
});
