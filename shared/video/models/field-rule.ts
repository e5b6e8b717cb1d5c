import * as z from 'zod';
import type { MediaLimits } from '../../media/limits.ts';

/** Where the provider wants a field (dashscope-api §3, trap 13); `media/x` is an element of `media[]` of type x. */
const Place = z.union([
  z.literal(['input', 'parameters']),
  z.templateLiteral(['media/', z.string()]),
]);
export type Place = z.infer<typeof Place>;

const Limits: z.ZodType<MediaLimits> = z.strictObject({
  kind: z.enum(['image', 'video', 'audio']),
  formats: z.array(z.string()).readonly(),
  maxBytes: z.int(),
  minSide: z.number().optional(),
  maxSide: z.number().optional(),
  maxPixels: z.number().optional(),
  minRatio: z.number().optional(),
  maxRatio: z.number().optional(),
  minSeconds: z.number().optional(),
  maxSeconds: z.number().optional(),
  minFps: z.number().optional(),
  maxFps: z.number().optional(),
  byAddress: z.literal(true).optional(),
  opaque: z.literal(true).optional(),
});

const strings = z.array(z.string()).readonly();
const integers = z.array(z.int()).readonly();
const field = { place: Place, required: z.boolean().readonly().optional() };

const TextRule = z.strictObject({
  ...field,
  kind: z.literal('text'),
  maxCharacters: z.int(),
  /** Chinese characters count twice (dashscope-api §3.6). */
  chineseCountsTwice: z.literal(true).optional(),
});

const ChoiceRule = z.strictObject({
  ...field,
  kind: z.literal('choice'),
  values: strings,
  default: z.string().optional(),
});

/** A list of choices; those of `once` may come once at most. */
const ChoicesRule = z.strictObject({
  ...field,
  kind: z.literal('choices'),
  values: strings,
  once: strings.optional(),
});

/** One of `values`, or from `minimum` to `maximum`, or one of `also`. */
const IntegerRule = z.strictObject({
  ...field,
  kind: z.literal('integer'),
  values: integers.optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
  also: integers.optional(),
  default: z.int().optional(),
});

const NumberRule = z.strictObject({
  ...field,
  kind: z.literal('number'),
  minimum: z.number(),
  maximum: z.number(),
});

const FlagRule = z.strictObject({
  ...field,
  kind: z.literal('flag'),
  default: z.boolean().optional(),
});

/** One medium. */
const MediumRule = z.strictObject({
  ...field,
  kind: z.literal(['image', 'video', 'audio']),
  limits: Limits,
  /** The provider does not take a URL with such characters (dashscope-api §3.11). */
  noChineseInUrl: z.literal(true).optional(),
});

/** An array of media, each of one of the kinds that `limits` has. */
const MediumListRule = z.strictObject({
  ...field,
  kind: z.literal('media_urls'),
  limits: z.array(Limits).readonly(),
  most: z.int(),
  mostOfKind: z.partialRecord(z.enum(['image', 'video', 'audio']), z.int()).optional(),
  noChineseInUrl: z.literal(true).optional(),
});

/** What one type of element of `media[]` may be; without limits it is no medium but a document. */
const RoleRule = z.strictObject({
  limits: Limits.optional(),
  most: z.int(),
  /** The element may name a voice (`reference_voice`). */
  voice: Limits.optional(),
});
export type RoleRule = z.infer<typeof RoleRule>;

/** The `media[]` of newer models: `{type, url}`. The rules hold for flat fields of the same types too. */
const MediaRule = z.strictObject({
  ...field,
  kind: z.literal('media'),
  roles: z.record(z.string(), RoleRule),
  /** Exactly these combinations of types. */
  sets: z.array(strings).readonly().optional(),
  /** At least one of these types. */
  needs: strings.optional(),
  /** These types together at most so many. */
  together: z.strictObject({ roles: strings, most: z.int() }).optional(),
  /** Types of one group do not go with types of another. */
  exclusive: z.array(strings).readonly().optional(),
});
export type MediaRule = z.infer<typeof MediaRule>;

/** What a model takes in one field; the validator, the payload builder and the documentation read it. */
export const FieldRule = z.discriminatedUnion('kind', [
  TextRule,
  ChoiceRule,
  ChoicesRule,
  IntegerRule,
  NumberRule,
  FlagRule,
  MediumRule,
  MediumListRule,
  MediaRule,
]);
export type FieldRule = Readonly<z.infer<typeof FieldRule>>;

export type RuleOf<Kind extends FieldRule['kind']> = Extract<FieldRule, { kind: Kind }>;
