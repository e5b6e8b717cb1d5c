import type { MediaInput } from '../media/delivery.ts';
import type { MediaLimits } from '../media/limits.ts';
import { elementType, mediaElements } from './given-fields.ts';
import type { RoleRule } from './models/field-rule.ts';
import type { VideoPlan } from './plan-video.ts';

/** One medium of a plan, and what it is for: its field, or the type of its element of `media[]`. */
export type PlannedMedium = MediaInput & { readonly role: string };

/** Every medium that the provider will be given, in the order of the request. */
export function mediaOf(plan: Pick<VideoPlan, 'rules' | 'fields'>): PlannedMedium[] {
  return [...plainMedia(plan), ...elementMedia(plan)];
}

function plainMedia({ rules, fields }: Pick<VideoPlan, 'rules' | 'fields'>): PlannedMedium[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const rule = rules.fields[name];
    if (!rule || !('limits' in rule) || elementType(rules.fields, name) !== undefined) return [];
    if (rule.kind === 'media_urls') return listed(name, value as string[], rule.limits);
    return [{ pointer: `/${name}`, value: String(value), limits: rule.limits, role: name }];
  });
}

function listed(
  role: string,
  values: readonly string[],
  [limits, alternative]: readonly MediaLimits[],
): PlannedMedium[] {
  if (!limits) return [];
  return values.map((value, index) => {
    const pointer = `/${role}/${index}`;
    return { pointer, value, limits, role, ...(alternative && { alternative }) };
  });
}

function elementMedia({ rules, fields }: Pick<VideoPlan, 'rules' | 'fields'>): PlannedMedium[] {
  const { media: rule } = rules.fields;
  if (rule?.kind !== 'media') return [];
  return mediaElements(rules.fields, fields).flatMap(({ type, url, voice, pointers }) => {
    const { limits, voice: voiceLimits }: Partial<RoleRule> = rule.roles[type] ?? {};
    const own = limits && { pointer: pointers.url, value: url, limits, role: type };
    const spoken = voice !== undefined &&
      voiceLimits && {
        pointer: pointers.voice,
        value: voice,
        limits: voiceLimits,
        role: 'reference_voice',
      };
    return [own, spoken].filter((medium) => medium !== undefined && medium !== false);
  });
}
