import type { MediaLimits } from '../../media/limits.ts';
import type { FieldRule } from './field-rule.ts';
import type { VideoModel } from './video-model.ts';

/** The limits of every medium that a model takes anywhere. */
export function limitsOfModel({ fields, functions = {} }: VideoModel): MediaLimits[] {
  const all = [fields, ...Object.values(functions).map((rules) => rules.fields)];
  return all.flatMap((each) => Object.values(each)).flatMap(limitsOfField);
}

function limitsOfField(rule: FieldRule): readonly MediaLimits[] {
  if (rule.kind === 'media')
    return Object.values(rule.roles)
      .flatMap(({ limits, voice }) => [limits, voice])
      .filter((limits) => limits !== undefined);
  if (!('limits' in rule)) return [];
  return 'kind' in rule.limits ? [rule.limits] : rule.limits;
}
