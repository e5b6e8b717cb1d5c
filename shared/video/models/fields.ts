import type { MediaLimits } from '../../media/limits.ts';
import type { Place, RuleOf } from './field-rule.ts';
import { defaultTier, type Tier } from './sizes.ts';

/** Building blocks of rows: what several families share (dashscope-api §3). */

/** How nearly every model works; what one may ask of it at once is the account's (dashscope-api §8). */
export const generation = {
  endpoint: 'video-generation',
  sound: true,
  typicalSeconds: 100,
  submitsPerSecond: 5,
  concurrentTasks: 5,
} as const;

export const prompt = (maxCharacters: number): RuleOf<'text'> => ({
  kind: 'text',
  place: 'input',
  maxCharacters,
});

export const requiredPrompt = (maxCharacters: number): RuleOf<'text'> => ({
  ...prompt(maxCharacters),
  required: true,
});

export const negativePrompt = { negative_prompt: prompt(500) };

export const flag: RuleOf<'flag'> = { kind: 'flag', place: 'parameters' };

export const seed = {
  seed: { kind: 'integer', place: 'parameters', minimum: 0, maximum: 2_147_483_647 },
} as const satisfies Record<string, RuleOf<'integer'>>;

/** What nearly every Wan model takes; the provider draws no watermark unless it is asked to. */
export const switches = { prompt_extend: flag, watermark: flag, ...seed };

export const choice = (values: readonly string[], fallback?: string): RuleOf<'choice'> => ({
  kind: 'choice',
  place: 'parameters',
  values,
  ...(fallback !== undefined && { default: fallback }),
});

/** Our default is 720P or cheaper, sent explicitly: the provider's own is 1080P and costs about double (trap 9). */
export const resolution = (tiers: readonly Tier[]) => ({
  resolution: choice(tiers, defaultTier(tiers)),
});

/** From so many to so many seconds; 5 unless the caller says otherwise. */
export const secondsBetween = (minimum: number, maximum: number): RuleOf<'integer'> => ({
  kind: 'integer',
  place: 'parameters',
  minimum,
  maximum,
  default: 5,
});

/** One of these lengths; 5 unless the caller says otherwise. */
export const secondsOf = (...values: readonly number[]): RuleOf<'integer'> => ({
  kind: 'integer',
  place: 'parameters',
  values,
  default: 5,
});

export const shotType = { shot_type: choice(['single', 'multi']) };

/** A model's effects have names of their own (dashscope-api §3.8). */
export const template = { template: prompt(100) };

export const medium = (
  limits: MediaLimits,
  place: Place = 'input',
): RuleOf<'image' | 'video' | 'audio'> => ({ kind: limits.kind, place, limits });
