import type { RenderPlan } from '../task.ts';

type UsageFacts = RenderPlan & { readonly fps?: number; readonly numbersAsText: boolean };

/** Every key that a usage object may have, and its value (dashscope-api §4.4). */
const usageValues = {
  video_count: () => 1,
  duration: (facts: UsageFacts) => roundSeconds(facts.inputSeconds + facts.outputSeconds),
  input_video_duration: (facts: UsageFacts) => roundSeconds(facts.inputSeconds),
  output_video_duration: (facts: UsageFacts) => roundSeconds(facts.outputSeconds),
  video_duration: (facts: UsageFacts) => roundSeconds(facts.outputSeconds),
  size: (facts: UsageFacts) => `${facts.width}*${facts.height}`,
  SR: (facts: UsageFacts) => (facts.numbersAsText ? String(facts.tier) : facts.tier),
  ratio: (facts: UsageFacts) => facts.ratio,
  fps: (facts: UsageFacts) => facts.fps,
  'video_ratio:size': (facts: UsageFacts) => `${facts.width}*${facts.height}`,
  'video_ratio:standard': () => 'standard',
} as const;

/** A key of the usage object; what follows a colon tells two meanings of one key apart. */
export type UsageKey = keyof typeof usageValues;

const split = ['input_video_duration', 'output_video_duration', 'video_count'] as const;

/** The shapes of dashscope-api §4.4 by family, keys in the documented order. */
export const usageShapes = {
  wan30: [
    'video_count',
    'duration',
    'input_video_duration',
    'output_video_duration',
    'fps',
    'SR',
    'ratio',
  ],
  wan27Ratio: ['duration', ...split, 'ratio', 'SR'],
  wan27: ['duration', ...split, 'SR'],
  wan27Reference: ['duration', ...split, 'SR', 'ratio'],
  wan26Size: ['duration', 'size', ...split, 'SR'],
  imageToVideo: ['duration', 'SR', 'video_count'],
  textToVideo: ['video_duration', 'video_ratio:size', 'video_count'],
  standard: ['video_duration', 'video_ratio:standard', 'video_count'],
  keyFrames: ['video_duration', 'video_count', 'SR'],
  animate: ['video_duration', 'video_ratio:standard'],
  speech: ['duration', 'size', 'fps', 'video_count', 'SR'],
} as const satisfies Record<string, readonly UsageKey[]>;

/** The usage object of a finished task. */
export function usageOf(keys: readonly UsageKey[], facts: UsageFacts): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key.split(':')[0] ?? key, usageValues[key](facts)]));
}

function roundSeconds(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
