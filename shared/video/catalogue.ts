import type { SubmitEndpoint } from '../dashscope/tasks.ts';
import type { FieldRule } from './field-rules.ts';

export type VideoMode = 't2v' | 'i2v';

/** A model as data: it drives validation, defaults and payload (design.md §4, Models are data). */
export type VideoModel = {
  readonly id: string;
  readonly mode: VideoMode;
  readonly endpoint: SubmitEndpoint;
  /** How long a render usually takes, in seconds; the first wait. */
  readonly typicalSeconds: number;
  readonly fields: Readonly<Record<string, FieldRule>>;
};

const prompt1500 = { kind: 'text', place: 'input', maxCharacters: 1500 } as const;

/** Fields that every legacy Wan model takes (dashscope-api §3, §3.7, §3.8). */
const legacyFields = {
  negative_prompt: { kind: 'text', place: 'input', maxCharacters: 500 },
  audio_url: { kind: 'audio', place: 'input' },
  prompt_extend: { kind: 'flag', place: 'parameters' },
  watermark: { kind: 'flag', place: 'parameters' },
  seed: { kind: 'integer', place: 'parameters', minimum: 0, maximum: 2_147_483_647 },
} as const satisfies VideoModel['fields'];

const shotType = {
  shot_type: { kind: 'choice', place: 'parameters', values: ['single', 'multi'] },
} as const satisfies VideoModel['fields'];

/** Pixel sizes by tier (dashscope-api §3.13). */
const sizes = {
  '480P': ['832*480', '480*832', '624*624'],
  '720P': ['1280*720', '720*1280', '960*960', '1088*832', '832*1088'],
  '1080P': ['1920*1080', '1080*1920', '1440*1440', '1632*1248', '1248*1632'],
} as const;

type Tier = keyof typeof sizes;

const seconds2to15 = { kind: 'integer', place: 'parameters', minimum: 2, maximum: 15 } as const;
const seconds5or10 = { kind: 'integer', place: 'parameters', values: [5, 10] } as const;
const fiveSeconds = { default: 5 } as const;

/** Our defaults are 720P and 5 s, sent explicitly: the provider's own would be 1080P and cost about double (trap 9). */
function legacyText(tiers: readonly Tier[], duration: FieldRule): VideoModel['fields'] {
  const values = tiers.flatMap((tier) => sizes[tier]);
  return {
    prompt: { ...prompt1500, required: true },
    ...legacyFields,
    size: { kind: 'choice', place: 'parameters', values, default: '1280*720' },
    duration,
  };
}

function legacyImage(tiers: readonly Tier[], duration: FieldRule): VideoModel['fields'] {
  return {
    prompt: prompt1500,
    img_url: { kind: 'image', place: 'input', required: true },
    ...legacyFields,
    template: { kind: 'text', place: 'input', maxCharacters: 100 },
    resolution: { kind: 'choice', place: 'parameters', values: tiers, default: '720P' },
    duration,
  };
}

const upTo15 = { ...seconds2to15, ...fiveSeconds };
const fiveOrTen = { ...seconds5or10, ...fiveSeconds };
const flashSound: VideoModel['fields'] = { audio: { kind: 'flag', place: 'parameters' } };
const common = { endpoint: 'video-generation', typicalSeconds: 100 } as const;

/** Every model the service sends; ids match by prefix, so that dated snapshots find their row. */
export const catalogue: readonly VideoModel[] = [
  {
    ...common,
    id: 'wan2.6-t2v',
    mode: 't2v',
    fields: { ...legacyText(['720P', '1080P'], upTo15), ...shotType },
  },
  {
    ...common,
    id: 'wan2.5-t2v-preview',
    mode: 't2v',
    fields: legacyText(['480P', '720P', '1080P'], fiveOrTen),
  },
  {
    ...common,
    id: 'wan2.6-i2v-flash',
    mode: 'i2v',
    fields: { ...legacyImage(['720P', '1080P'], upTo15), ...shotType, ...flashSound },
  },
  {
    ...common,
    id: 'wan2.6-i2v',
    mode: 'i2v',
    fields: { ...legacyImage(['720P', '1080P'], upTo15), ...shotType },
  },
  {
    ...common,
    id: 'wan2.5-i2v-preview',
    mode: 'i2v',
    fields: legacyImage(['480P', '720P', '1080P'], fiveOrTen),
  },
];

/** The model of each mode when the caller names none. */
export const defaultModels: Readonly<Record<VideoMode, string>> = {
  t2v: 'wan2.6-t2v',
  i2v: 'wan2.6-i2v-flash',
};

/** The row of a model id: the exact one, else the longest row that the id extends by `-…`. */
export function findModel(id: string): VideoModel | undefined {
  const exact = catalogue.find((model) => model.id === id);
  if (exact) return exact;
  const snapshots = catalogue.filter((model) => isSnapshotOf(id, model.id));
  return snapshots.sort((one, other) => other.id.length - one.id.length)[0];
}

/** The row as a record needs it later: a job of a model that has left the catalogue still has a typical time. */
export function typicalSecondsOf(id: string): number {
  return findModel(id)?.typicalSeconds ?? common.typicalSeconds;
}

function isSnapshotOf(id: string, modelId: string): boolean {
  return new RegExp(`^${RegExp.escape(modelId)}-\\d{4}-\\d{2}-\\d{2}$`).test(id);
}
