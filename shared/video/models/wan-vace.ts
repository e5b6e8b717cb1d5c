import type { RuleOf } from './field-rule.ts';
import { choice, medium, requiredPrompt, secondsOf, switches } from './fields.ts';
import { image, video } from './media-limits.ts';
import type { Requirement } from './requirement.ts';
import type { Rules, VideoModel } from './video-model.ts';

/** VACE: five functions behind one model (dashscope-api §3.11). */

const picture = image({
  formats: ['jpeg', 'png', 'bmp', 'tiff', 'webp'],
  opaque: undefined,
  megabytes: 10,
  minSide: 360,
  maxSide: 2000,
  maxRatio: undefined,
});
const footage = {
  formats: ['mp4'],
  megabytes: 50,
  minSide: undefined,
  maxSide: undefined,
  maxRatio: undefined,
  minFps: 16,
};
const plainUrl = { noChineseInUrl: true } as const;
const frame = { ...medium(picture), ...plainUrl };
const clip = medium(video({ ...footage, maxSeconds: 3 }));
const source = medium(video(footage));

const pictures = (most: number): RuleOf<'media_urls'> => ({
  kind: 'media_urls',
  place: 'input',
  limits: [picture],
  most,
  ...plainUrl,
});

const size = choice(['1280*720', '720*1280', '960*960', '832*1088', '1088*832']);
const control = choice(['', 'posebodyface', 'depth']);
const share = { kind: 'number', place: 'parameters', minimum: 0, maximum: 1 } as const;
const scale = { kind: 'number', place: 'parameters', minimum: 1, maximum: 2 } as const;
const frameNumber = { kind: 'integer', place: 'input', minimum: 1 } as const;

/** How the edges of a mask move matters only while the mask follows the object. */
const onlyTracking = (field: string): Requirement[] => [
  { rule: 'requires', when: { field }, holds: { field: 'mask_image_url' } },
  {
    rule: 'requires',
    when: { field },
    holds: { field: 'mask_type', is: ['tracking'], orAbsent: true },
  },
];

const functions: Readonly<Record<string, Rules>> = {
  image_reference: {
    fields: {
      ref_images_url: { ...pictures(3), required: true },
      obj_or_bg: { kind: 'choices', place: 'parameters', values: ['obj', 'bg'], once: ['bg'] },
      size,
    },
    requirements: [{ rule: 'same_length', fields: ['ref_images_url', 'obj_or_bg'] }],
  },
  video_repainting: {
    fields: {
      video_url: { ...source, required: true },
      ref_images_url: pictures(1),
      control_condition: {
        ...choice(['posebodyface', 'posebody', 'depth', 'scribble']),
        required: true,
      },
      strength: share,
    },
  },
  video_edit: {
    fields: {
      video_url: { ...source, required: true },
      ref_images_url: pictures(1),
      mask_image_url: {
        ...frame,
        limits: { ...picture, minSide: undefined, maxSide: undefined },
      },
      mask_video_url: source,
      mask_frame_id: frameNumber,
      control_condition: control,
      mask_type: choice(['tracking', 'fixed']),
      expand_ratio: share,
      expand_mode: choice(['hull', 'bbox', 'original']),
      size,
    },
    requirements: [
      { rule: 'one_of', fields: ['mask_image_url', 'mask_video_url'] },
      { rule: 'requires', when: { field: 'mask_type' }, holds: { field: 'mask_image_url' } },
      ...onlyTracking('expand_ratio'),
      ...onlyTracking('expand_mode'),
    ],
  },
  video_extension: {
    fields: {
      first_frame_url: frame,
      last_frame_url: frame,
      first_clip_url: clip,
      last_clip_url: clip,
      video_url: source,
      control_condition: control,
    },
    requirements: [
      {
        rule: 'any_of',
        fields: ['first_frame_url', 'last_frame_url', 'first_clip_url', 'last_clip_url'],
      },
      {
        rule: 'requires',
        when: { field: 'video_url' },
        holds: { field: 'control_condition', is: ['posebodyface', 'depth'] },
      },
      { rule: 'seconds_in_all', roles: ['first_clip_url', 'last_clip_url'], maximum: 3 },
    ],
  },
  video_outpainting: {
    fields: {
      video_url: { ...source, required: true },
      top_scale: scale,
      bottom_scale: scale,
      left_scale: scale,
      right_scale: scale,
    },
  },
};

export const wanVaceModels: readonly VideoModel[] = [
  {
    id: 'wan2.1-vace-plus',
    names: { 'cn-beijing': 'wanx2.1-vace-plus' },
    modes: ['vace'],
    status: 'current',
    regions: ['cn-beijing', 'ap-southeast-1'],
    endpoint: 'video-generation',
    sound: false,
    typicalSeconds: 300,
    submitsPerSecond: 2,
    concurrentTasks: 2,
    fields: {
      function: { ...choice(Object.keys(functions)), place: 'input', required: true },
      prompt: requiredPrompt(800),
      duration: secondsOf(5),
      ...switches,
    },
    functions,
  },
];
