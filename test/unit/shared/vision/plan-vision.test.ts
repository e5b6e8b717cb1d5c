import { describe, expect, it } from 'vitest';
import {
  type VisionKind,
  type VisionRequest,
  visionRequests,
} from '../../../../shared/contract/vision.ts';
import { usualModels } from '../../../../shared/vision/models.ts';
import { planVision } from '../../../../shared/vision/plan-vision.ts';

const image = 'https://host.example/a.jpg';
const plan = (kind: VisionKind, fields: object) => {
  const request: VisionRequest = visionRequests[kind].parse({ image, prompt: 'What?', ...fields });
  return planVision(kind, request, usualModels);
};
const codesOf = (kind: VisionKind, fields: object) =>
  plan(kind, fields).warnings.map(({ code }) => code);

describe('planVision', () => {
  it.each([
    ['analyze', {}, 'qwen3.5-plus', 4096],
    ['reason', {}, 'qvq-max', 4096],
    ['ocr', {}, 'qwen-vl-ocr', 4096],
    ['reason', { model: 'qwen4-max' }, 'qwen4-max', 16_384],
    ['ocr', { model: 'qwen3.5-ocr', max_tokens: 9 }, 'qwen3.5-ocr', 9],
  ] as const)('gives %s with %o to %s, at most %i tokens', (kind, fields, model, maxTokens) => {
    const settled = plan(kind, fields);
    expect([settled.model.id, settled.maxTokens]).toEqual([model, maxTokens]);
  });

  it('uses the deployment’s model only where the caller names none', () => {
    const models = { ...usualModels, analyze: 'qwen3.7-plus' };
    const request = visionRequests.analyze.parse({ image, prompt: 'What?' });
    expect(planVision('analyze', request, models).model.id).toBe('qwen3.7-plus');
    const explicit = { ...request, model: 'qwen3-vl-plus' };
    expect(planVision('analyze', explicit, models).model.id).toBe('qwen3-vl-plus');
  });

  // dashscope-api §9.5: what is sent, by model and request
  it.each([
    ['analyze', 'qwen3.5-plus', {}, {}],
    ['analyze', 'qwen3.5-plus', { enable_thinking: false }, { enable_thinking: false }],
    ['analyze', 'qwen3.5-plus', { thinking_budget: 9 }, { thinking_budget: 9 }],
    ['analyze', 'qwen3-vl-plus', {}, {}],
    ['analyze', 'qwen3-vl-plus', { thinking_budget: 9 }, {}],
    [
      'analyze',
      'qwen3-vl-plus',
      { enable_thinking: true, thinking_budget: 9 },
      { enable_thinking: true, thinking_budget: 9 },
    ],
    ['reason', 'qwen3-vl-plus', {}, { enable_thinking: true }],
    ['reason', 'qwen3-vl-plus', { enable_thinking: false }, { enable_thinking: false }],
    ['reason', 'qwen3.5-plus', {}, {}],
    ['analyze', 'qwen4-max', { enable_thinking: false }, { reasoning_effort: 'none' }],
    ['analyze', 'qwen4-max', { enable_thinking: true, thinking_budget: 9 }, { thinking_budget: 9 }],
    ['reason', 'qvq-max', { enable_thinking: true, thinking_budget: 9 }, { thinking_budget: 9 }],
    ['analyze', 'qwen-vl-max', { enable_thinking: false }, {}],
    ['analyze', 'qwen3.5-plus', { json_mode: true }, { enable_thinking: false }],
    ['reason', 'qwen3-vl-plus', { json_mode: true }, { enable_thinking: false }],
    ['analyze', 'qwen3-vl-plus', { json_mode: true }, {}],
    ['analyze', 'qwen3.8-flash', { json_mode: true }, {}],
    ['reason', 'qvq-max', { json_mode: true }, {}],
  ] as const)('for %s has %s with %o think as %o', (kind, model, fields, thinking) => {
    const sent = JSON.parse(JSON.stringify(plan(kind, { model, ...fields }).thinking));
    expect(sent).toEqual(thinking);
  });

  it.each([
    ['analyze', {}, []],
    ['analyze', { model: 'moondream' }, ['unknown_model']],
    ['analyze', { schema: {} }, ['thinking_disabled']],
    ['analyze', { schema: {}, enable_thinking: false }, []],
    ['analyze', { schema: {}, model: 'qwen3.7-plus' }, []],
    ['reason', { model: 'qwen-vl-max' }, ['thinking_unavailable']],
    ['ocr', { task: 'table_parsing' }, ['prompt_ignored']],
    ['analyze', { max_pixels: 70_000, vl_high_resolution_images: true }, ['max_pixels_ignored']],
  ] as const)('warns about %s with %o: %j', (kind, fields, codes) => {
    expect(codesOf(kind, fields)).toEqual(codes);
  });

  it.each([
    [{ json_mode: true }, 'qwen3.5-plus', true, /JSON object/],
    [{ json_mode: true, prompt: 'Give me json' }, 'qwen3.5-plus', true, null],
    [{ json_mode: true }, 'qvq-max', false, /JSON object/],
    [{ schema: { type: 'array' } }, 'qwen3.5-plus', true, /JSON Schema:\n\{"type":"array"\}$/],
  ] as const)('asks for %o of %s', (fields, model, usesJsonMode, instruction) => {
    const { form } = plan('analyze', { model, ...fields });
    expect(form?.usesJsonMode).toBe(usesJsonMode);
    if (instruction) expect(form?.instruction).toMatch(instruction);
    else expect(form?.instruction).toBeNull();
  });

  it('takes the native endpoint for what only that can do', () => {
    expect(plan('ocr', {}).isNative).toBe(false);
    expect(plan('ocr', { enable_rotate: false }).isNative).toBe(false);
    expect(plan('ocr', { enable_rotate: true }).isNative).toBe(true);
    expect(plan('ocr', { task: 'multi_lan' }).isNative).toBe(true);
  });
});
