import { describe, expect, it } from 'vitest';
import { type VisionRequest, visionRequests } from '../../../../shared/contract/vision.ts';
import { findVisionModel } from '../../../../shared/vision/models.ts';
import { visionProblems } from '../../../../shared/vision/vision-rules.ts';

const url = 'https://host.example/a';
const data = 'data:image/png;base64,AAAA';
const many = (count: number, value = url) => Array.from({ length: count }, () => value);

function pointersOf(model: string, fields: object): string[] {
  const media = Object.keys(fields).some((name) => /^(image|video)/.test(name));
  const request: VisionRequest = visionRequests.ocr.parse({
    ...(media ? {} : { image: url }),
    ...fields,
  });
  return visionProblems(request, findVisionModel(model).model).map(({ pointer }) => pointer);
}

describe('visionProblems', () => {
  // each rule: what is just allowed, and what is just not
  it.each([
    ['max_tokens', 'qwen-vl-ocr', { max_tokens: 4096 }, { max_tokens: 4097 }],
    ['max_tokens', 'qvq-max', { max_tokens: 8192 }, { max_tokens: 8193 }],
    ['thinking_budget', 'qvq-max', { thinking_budget: 16_384 }, { thinking_budget: 16_385 }],
    ['thinking_budget', 'qwen3.5-plus', { thinking_budget: 81_920 }, null],
    ['thinking_budget', 'qwen-vl-max', {}, { thinking_budget: 1 }],
    [
      'thinking_budget',
      'qwen3.5-plus',
      { enable_thinking: true, thinking_budget: 1 },
      { enable_thinking: false, thinking_budget: 1 },
    ],
    ['enable_thinking', 'qwen-vl-max', { enable_thinking: false }, { enable_thinking: true }],
    ['enable_thinking', 'qvq-max', { enable_thinking: true }, { enable_thinking: false }],
    [
      'enable_thinking',
      'qwen3.5-plus',
      { enable_thinking: false, json_mode: true },
      { enable_thinking: true, json_mode: true },
    ],
    ['enable_thinking', 'qwen3.8-max', { enable_thinking: true, schema: {} }, null],
    ['min_pixels', 'qwen3.5-plus', { min_pixels: 65_536 }, { min_pixels: 65_535 }],
    ['max_pixels', 'qwen3.5-plus', { max_pixels: 16_777_216 }, { max_pixels: 16_777_217 }],
    ['max_pixels', 'qwen-vl-ocr', { max_pixels: 23_520_000 }, { max_pixels: 23_520_001 }],
    [
      'max_pixels',
      'qwen3.5-plus',
      { video: url, max_pixels: 2_048_000 },
      { video: url, max_pixels: 2_048_001 },
    ],
    [
      'min_pixels',
      'moondream',
      { min_pixels: 10, max_pixels: 10 },
      { min_pixels: 11, max_pixels: 10 },
    ],
    ['images', 'qwen3.5-plus', { images: many(256) }, { images: many(257) }],
    ['images', 'qwen3.8-max', { images: many(250, data) }, { images: many(251, data) }],
    ['video_frames', 'qvq-max', { video_frames: many(512) }, { video_frames: many(513) }],
    ['video', 'qwen3.5-plus', { video: url }, null],
    ['video', 'qwen-vl-ocr', { image: url }, { video: url }],
    ['fps', 'qwen3.5-plus', { video: url, fps: 2 }, { image: url, fps: 2 }],
    ['detail', 'qwen3.5-plus', { detail: 'high' }, { video: url, detail: 'high' }],
    ['task', 'qwen-vl-ocr', { task: 'multi_lan' }, null],
    ['task', 'moondream', { task: 'multi_lan' }, null],
    ['task', 'qwen3.5-plus', {}, { task: 'multi_lan' }],
    ['enable_rotate', 'qwen3.5-plus', { enable_rotate: false }, { enable_rotate: true }],
    ['images', 'qwen-vl-ocr', { images: [url] }, { images: [url], task: 'multi_lan' }],
    ['schema', 'qwen-vl-ocr', { schema: {} }, { schema: {}, task: 'multi_lan' }],
    ['json_mode', 'qwen-vl-ocr', { json_mode: true }, { json_mode: true, enable_rotate: true }],
    [
      'result_schema',
      'qwen-vl-ocr',
      { task: 'key_information_extraction', result_schema: { a: { b: { c: '' } } } },
      { task: 'key_information_extraction', result_schema: { a: { b: { c: { d: '' } } } } },
    ],
    [
      'result_schema',
      'qwen-vl-ocr',
      { task: 'key_information_extraction' },
      { task: 'table_parsing', result_schema: { a: '' } },
    ],
    [
      'result_schema',
      'qwen-vl-ocr',
      { task: 'key_information_extraction', result_schema: { a: 'a date' } },
      { task: 'key_information_extraction', result_schema: {} },
    ],
  ] as const)('%s of %s: takes %o, refuses %o', (field, model, allowed, refused) => {
    expect(pointersOf(model, allowed)).toEqual([]);
    if (refused) expect(pointersOf(model, refused)).toEqual([`/${field}`]);
  });

  it('tells everything at once, with what would be taken', () => {
    const request = visionRequests.ocr.parse({
      ...{ video: url, fps: 1, detail: 'low', task: 'multi_lan', max_tokens: 99_999 },
      ...{ enable_thinking: true, schema: {} },
    });
    const problems = visionProblems(request, findVisionModel('qwen-vl-ocr').model);
    expect([...new Set(problems.map(({ pointer }) => pointer))].sort()).toEqual([
      ...['/detail', '/enable_thinking', '/max_tokens', '/schema', '/video'],
    ]);
    for (const { detail } of problems) expect(detail).toMatch(/[.}]$/);
  });
});
