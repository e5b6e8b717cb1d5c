import type { VideoMode } from '../../contract/video.ts';
import type { SubmitEndpoint } from '../../dashscope/tasks.ts';
import type { FieldRule } from './field-rule.ts';
import type { Requirement } from './requirement.ts';

/** Where the provider runs models (dashscope-api §1.1). */
export const regions = [
  'cn-beijing',
  'ap-southeast-1',
  'us-east-1',
  'eu-central-1',
  'ap-northeast-1',
  'cn-hongkong',
] as const;
export type Region = (typeof regions)[number];

/** `legacy`: has a successor; `retired`: the provider no longer takes it. */
export const modelStatuses = ['current', 'legacy', 'retired'] as const;
type ModelStatus = (typeof modelStatuses)[number];

export type Fields = Readonly<Record<string, FieldRule>>;

/** What one request may say: every field with its rule, and what must hold between them. */
export type Rules = {
  readonly fields: Fields;
  readonly requirements?: readonly Requirement[];
};

/** A model as data: it drives validation, defaults, payload and documentation (design.md §4, Models are data). */
export type VideoModel = Rules & {
  readonly id: string;
  /** What the model is called where its name differs (dashscope-api §1.3). */
  readonly names?: Readonly<Partial<Record<Region, string>>>;
  readonly modes: readonly VideoMode[];
  readonly status: ModelStatus;
  /** `YYYY-MM-DD`, where it is known. */
  readonly released?: string;
  readonly regions: readonly Region[];
  /** Where the provider's documents disagree (dashscope-api §13.1). */
  readonly disputedRegions?: readonly Region[];
  readonly endpoint: SubmitEndpoint;
  /** `parameter`: unless the field `audio` is false. */
  readonly sound: boolean | 'parameter';
  /** How long a render usually takes, in seconds; the first wait. */
  readonly typicalSeconds: number;
  readonly submitsPerSecond: number;
  /** More tasks than these wait at the provider (trap 14). */
  readonly concurrentTasks: number;
  /** Further rules by the value of the field `function` (dashscope-api §3.11). */
  readonly functions?: Readonly<Record<string, Rules>>;
};
