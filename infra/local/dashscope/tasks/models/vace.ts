import * as z from 'zod';
import { address, choice, envelope, fixedSeconds, prompt, scale, wanSwitches } from './fields.ts';
import { type MediaLimits, vaceImage, video } from './media-limits.ts';
import { vaceSizes } from './sizes.ts';
import { usageShapes } from './usage.ts';
import type { VideoModel } from './video-model.ts';

/** VACE: five functions behind one model (dashscope-api §3.11). */

type FunctionRule = {
  readonly needs?: readonly string[];
  readonly exactlyOne?: readonly string[];
  readonly atLeastOne?: readonly string[];
  /** Values of `control_condition`; the empty one, where it is allowed, is the default. */
  readonly controls?: readonly string[];
};

const extensionSources = [
  'first_frame_url',
  'last_frame_url',
  'first_clip_url',
  'last_clip_url',
] as const;

const optionalControls = ['', 'posebodyface', 'depth'];

const functionRules = {
  image_reference: { needs: ['ref_images_url'] },
  video_repainting: {
    needs: ['video_url'],
    controls: ['posebodyface', 'posebody', 'depth', 'scribble'],
  },
  video_edit: {
    needs: ['video_url'],
    exactlyOne: ['mask_image_url', 'mask_video_url'],
    controls: optionalControls,
  },
  video_extension: { atLeastOne: extensionSources, controls: optionalControls },
  video_outpainting: { needs: ['video_url'] },
} as const satisfies Record<string, FunctionRule>;

const functions = Object.keys(functionRules) as [keyof typeof functionRules];
const clip = video({ mimes: ['video/mp4'], megabytes: 50, sides: undefined, ratio: undefined });
const shortClip: MediaLimits = { ...clip, seconds: [0, 3] };
/** More than three reference images: the first three are kept. */
const firstThree = <T>(list: readonly T[]) => list.slice(0, 3);

const input = {
  function: z.enum(functions),
  prompt: prompt(800),
  ref_images_url: z.array(address).min(1).transform(firstThree).optional(),
  video_url: address.optional(),
  mask_image_url: address.optional(),
  mask_video_url: address.optional(),
  mask_frame_id: z.int().min(1).optional(),
  first_frame_url: address.optional(),
  last_frame_url: address.optional(),
  first_clip_url: address.optional(),
  last_clip_url: address.optional(),
};

const parameters = {
  ...wanSwitches,
  duration: fixedSeconds,
  size: z.enum(vaceSizes).optional(),
  obj_or_bg: z
    .array(z.enum(['obj', 'bg']))
    .refine((kinds) => kinds.filter((kind) => kind === 'bg').length <= 1)
    .transform(firstThree)
    .optional(),
  control_condition: z.enum(['', 'posebodyface', 'posebody', 'depth', 'scribble']).optional(),
  strength: scale(0, 1, 1),
  mask_type: choice('tracking', 'fixed'),
  expand_ratio: scale(0, 1, 0.05),
  expand_mode: choice('hull', 'bbox', 'original'),
  top_scale: scale(1, 2, 1),
  bottom_scale: scale(1, 2, 1),
  left_scale: scale(1, 2, 1),
  right_scale: scale(1, 2, 1),
};

type Given = Readonly<Record<string, unknown>>;

function brokenFields(rule: FunctionRule, input: Given, parameters: Given): string[][] {
  const has = (name: string) => input[name] !== undefined;
  const [one = [], some = []] = [rule.exactlyOne, rule.atLeastOne];
  const fields = [
    ...(rule.needs ?? []).filter((name) => !has(name)),
    ...(one.length > 0 && one.filter(has).length !== 1 ? one.slice(0, 1) : []),
    ...(some.length > 0 && !some.some(has) ? some.slice(0, 1) : []),
  ].map((name) => ['input', name]);
  return takesControl(rule, input, parameters)
    ? fields
    : [...fields, ['parameters', 'control_condition']];
}

/** An extension that follows a video's motion must say which (dashscope-api §3.11). */
function takesControl({ controls, atLeastOne }: FunctionRule, input: Given, parameters: Given) {
  if (controls === undefined) return true;
  const control = parameters.control_condition ?? '';
  const isNeeded = atLeastOne !== undefined && input.video_url !== undefined;
  return controls.includes(String(control)) && !(isNeeded && control === '');
}

const sameLength = 'ref_images_url and obj_or_bg must be the same length.';

const request = envelope(input, parameters).superRefine((value, context) => {
  for (const path of brokenFields(
    functionRules[value.input.function],
    value.input,
    value.parameters,
  )) {
    context.addIssue({ code: 'custom', path });
  }
  if (value.input.function !== 'image_reference') return;
  const images = value.input.ref_images_url?.length ?? 0;
  const kinds = value.parameters.obj_or_bg;
  if (kinds === undefined ? images > 1 : kinds.length !== images) {
    const path = ['parameters', 'obj_or_bg'];
    context.addIssue({ code: 'custom', path, message: sameLength, params: { spoken: true } });
  }
});

const vace: VideoModel = {
  task: 'video-generation',
  submitsPerSecond: 2,
  slots: 2,
  request,
  roles: {
    ref_images_url: { ...vaceImage, count: 3 },
    video_url: clip,
    mask_image_url: { ...vaceImage, sides: undefined },
    mask_video_url: clip,
    first_frame_url: vaceImage,
    last_frame_url: vaceImage,
    first_clip_url: shortClip,
    last_clip_url: shortClip,
  },
  follows: ['video_url', ...extensionSources],
  neverEnlarges: true,
  tier: 720,
  length: { kind: 'input', longest: 5 },
  usage: usageShapes.standard,
  result: 'video_url',
  actualPrompt: true,
  sound: false,
  slowness: 3,
};

export const vaceModels: Readonly<Record<string, VideoModel>> = { 'wan2.1-vace-plus': vace };
