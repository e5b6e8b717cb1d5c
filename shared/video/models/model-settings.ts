import * as z from 'zod';
import { describeIssue, tellIssues } from '../../contract/describe-issue.ts';
import { VideoMode } from '../../contract/video.ts';
import { checkField } from '../check-field.ts';
import { FieldRule } from './field-rule.ts';
import { type Fields, modelStatuses, regions, type VideoModel } from './video-model.ts';

const FieldChange = z.record(z.string(), z.unknown()).nullable();

/**
 * A row of the override file: a model that exists already, changed, or a new one that is `like` one. A field's rule takes
 * the members that are given; `null` takes the field away.
 */
const ModelOverride = z.strictObject({
  id: z.string().min(1).max(100),
  like: z.string().optional(),
  modes: z.array(VideoMode).min(1).optional(),
  status: z.enum(modelStatuses).optional(),
  released: z.iso.date().optional(),
  regions: z.array(z.enum(regions)).optional(),
  names: z.partialRecord(z.enum(regions), z.string()).optional(),
  endpoint: z.enum(['video-generation', 'image2video']).optional(),
  sound: z.union([z.boolean(), z.literal('parameter')]).optional(),
  typicalSeconds: z.int().min(1).max(3600).optional(),
  submitsPerSecond: z.int().min(1).optional(),
  concurrentTasks: z.int().min(1).optional(),
  fields: z.record(z.string(), FieldChange).optional(),
});
type ModelOverride = z.infer<typeof ModelOverride>;

/** The file that changes the catalogue at deploy time. */
const ModelOverrides = z.array(ModelOverride);

/** What a deployment says of models; bundled with every function that asks. */
export const ModelSettings = z.strictObject({
  region: z.enum(regions).optional(),
  defaultModels: z.partialRecord(VideoMode, z.string()).optional(),
  videoModels: ModelOverrides.optional(),
  /** The model of each kind of vision request that names none. */
  visionModels: z.partialRecord(z.enum(['analyze', 'reason', 'ocr']), z.string()).optional(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** A row that the override file cannot have; stops a deployment before it begins. */
export class ModelOverrideError extends Error {
  override readonly name = 'ModelOverrideError';
  readonly code = 'model_override_invalid';
  readonly retryable = false;
}

/** @throws ModelOverrideError naming the row that cannot be made. */
export function applyOverrides(
  models: readonly VideoModel[],
  overrides: readonly ModelOverride[],
): readonly VideoModel[] {
  return overrides.reduce((known, override) => {
    const { like = override.id } = override;
    const base = known.find(({ id }) => id === like);
    if (!base) throw new ModelOverrideError(`${override.id}: there is no model ${like} to be like`);
    const made = changed(base, override);
    return base.id === made.id
      ? known.map((model) => (model === base ? made : model))
      : [...known.filter(({ id }) => id !== made.id), made];
  }, models);
}

function changed(base: VideoModel, { like, fields = {}, ...facts }: ModelOverride): VideoModel {
  const names = like ? {} : base.names;
  const made = Object.entries(fields).map(([name, change]) => [
    name,
    change && readRule(`${facts.id}: ${name}`, { ...base.fields[name], ...change }),
  ]);
  const rules = Object.entries({ ...base.fields, ...Object.fromEntries(made) });
  const kept = rules.filter(([, rule]) => rule !== null);
  return { ...base, names, ...facts, fields: Object.fromEntries(kept) as Fields };
}

function readRule(where: string, rule: unknown): FieldRule {
  const result = FieldRule.safeParse(rule, { error: describeIssue });
  if (result.success) return withFitDefault(where, result.data);
  throw new ModelOverrideError(`${where}: ${tellIssues(result.error)}`);
}

/** A default is sent for whoever says nothing: one that the rule forbids would spoil every plain request. */
function withFitDefault(where: string, rule: FieldRule): FieldRule {
  if (!('default' in rule) || rule.default === undefined) return rule;
  const [problem] = checkField(rule, '', rule.default);
  if (problem)
    throw new ModelOverrideError(`${where}: its default ${rule.default}: ${problem.detail}`);
  return rule;
}
