import type { CreateVideoRequest } from '../../shared/contract/video.ts';
import {
  clip,
  likePicture,
  type Made,
  type ModelSample,
  made,
  many,
  picture,
  seed,
  switches,
  text,
  voice,
} from './sample-parts.ts';

type TextRow = [
  model: string,
  size: string,
  topSize: string,
  topSeconds: number,
  most: number,
  extra?: object,
];
const shots = { audio_url: voice, shot_type: 'multi' };
const textRows: TextRow[] = [
  ['wan2.6-t2v', '1280*720', '1248*1632', 15, 1500, shots],
  ['wan2.6-t2v-us', '1280*720', '1920*1080', 10, 1500, shots],
  ['wan2.5-t2v-preview', '1280*720', '1440*1440', 10, 1500, { audio_url: voice }],
  ['wan2.2-t2v-plus', '832*480', '1080*1920', 5, 800],
  ['wan2.1-t2v-turbo', '1280*720', '1088*832', 5, 800],
  ['wan2.1-t2v-plus', '1280*720', '832*1088', 5, 800],
];

const textSamples = textRows.map(([model, size, topSize, seconds, most, extra]): ModelSample => {
  const all = { prompt: text(most), negative_prompt: text(500), size: topSize, duration: seconds };
  const sound = extra !== undefined;
  return {
    ...{ model, name: 'text' },
    minimal: [{ model, prompt: 'a cat' }, made(size, 5, sound)],
    maximal: [{ model, ...all, ...switches, ...extra }, made(topSize, seconds, sound)],
  };
});

type Tier = keyof typeof likePicture;
type ImageRow = [
  model: string,
  tier: Tier,
  topTier: Tier,
  topSeconds: number,
  most: number,
  extra?: object,
];
const imageRows: ImageRow[] = [
  ['wan2.6-i2v-flash', '720P', '1080P', 15, 1500, { ...shots, audio: true }],
  ['wan2.6-i2v', '720P', '1080P', 15, 1500, shots],
  ['wan2.6-i2v-us', '720P', '1080P', 15, 1500, shots],
  ['wan2.5-i2v-preview', '720P', '1080P', 10, 1500, { audio_url: voice }],
  ['wan2.2-i2v-flash', '720P', '1080P', 5, 800],
  ['wan2.2-i2v-plus', '480P', '1080P', 5, 800],
  ['wan2.1-i2v-turbo', '720P', '720P', 5, 800],
  ['wan2.1-i2v-plus', '720P', '720P', 5, 800],
];

const imageSamples = imageRows.map(([model, tier, topTier, seconds, most, extra]): ModelSample => {
  const all = { prompt: text(most), negative_prompt: text(500), template: 'flying' };
  const timed = { resolution: topTier, duration: seconds };
  const sound = extra !== undefined;
  return {
    ...{ model, name: 'a first frame' },
    minimal: [{ model, img_url: picture }, made(likePicture[tier], 5, sound)],
    maximal: [
      { model, img_url: picture, ...all, ...timed, ...switches, ...extra },
      made(likePicture[topTier], seconds, sound),
    ],
  };
});

const keyFrameSamples = (
  [
    ['wan2.2-kf2v-flash', '1080P'],
    ['wan2.1-kf2v-plus', '720P'],
  ] as const
).map(([model, resolution]): ModelSample => {
  const frames = { first_frame_url: picture, last_frame_url: picture };
  const all = { prompt: text(800), negative_prompt: text(500), template: 'flying', duration: 5 };
  return {
    ...{ model, name: 'two frames' },
    minimal: [{ model, ...frames }, made(likePicture['720P'], 5, false)],
    maximal: [
      { model, ...frames, ...all, resolution, ...switches },
      made(likePicture[resolution], 5, false),
    ],
  };
});

const referenceSamples = (
  [
    ['wan2.6-r2v', {}],
    ['wan2.6-r2v-flash', { audio: true }],
  ] as const
).map(([model, extra]): ModelSample => {
  const reference_urls = [...many(3, clip), picture, picture];
  const all = { prompt: text(1500), negative_prompt: text(500), watermark: true, seed };
  const timed = { size: '1920*1080', duration: 10, shot_type: 'multi' };
  return {
    ...{ model, name: 'references' },
    minimal: [{ model, prompt: 'a', reference_urls: [picture] }, made('1280*720', 5, true)],
    maximal: [{ model, ...all, reference_urls, ...timed, ...extra }, made('1920*1080', 10, true)],
  };
});

const vace = { model: 'wan2.1-vace-plus', prompt: 'a cat' };
const vaceMost = { ...vace, prompt: text(800), duration: 5, ...switches };
/** A video of at most 720P keeps its own size. */
const likeClip = made('480*640', 3, false);

const vaceRows: [fn: string, least: CreateVideoRequest, Made, most: CreateVideoRequest, Made][] = [
  [
    'image_reference',
    { ref_images_url: [picture] },
    made('1280*720', 5, false),
    { ref_images_url: many(3, picture), obj_or_bg: ['obj', 'obj', 'bg'], size: '832*1088' },
    made('832*1088', 5, false),
  ],
  [
    'video_repainting',
    { video_url: clip, control_condition: 'depth' },
    likeClip,
    {
      ...{ video_url: clip, control_condition: 'posebodyface', strength: 1 },
      ref_images_url: [picture],
    },
    likeClip,
  ],
  [
    'video_edit',
    { video_url: clip, mask_image_url: picture },
    likeClip,
    {
      ...{ video_url: clip, mask_image_url: picture, ref_images_url: [picture] },
      ...{ mask_frame_id: 1, mask_type: 'tracking', expand_ratio: 1, expand_mode: 'original' },
      ...{ control_condition: 'depth', size: '1280*720' },
    },
    made('1280*720', 3, false),
  ],
  [
    'video_extension',
    { first_clip_url: clip },
    made('480*640', 5, false),
    {
      ...{ first_frame_url: picture, last_frame_url: picture, last_clip_url: clip },
      ...{ video_url: clip, control_condition: 'posebodyface' },
    },
    likeClip,
  ],
  [
    'video_outpainting',
    { video_url: clip },
    likeClip,
    { video_url: clip, top_scale: 2, bottom_scale: 2, left_scale: 2, right_scale: 2 },
    likeClip,
  ],
];

const vaceSamples = vaceRows.map(
  ([fn, least, madeLeast, most, madeMost]): ModelSample => ({
    ...{ model: vace.model, name: fn },
    minimal: [{ ...vace, function: fn, ...least }, madeLeast],
    maximal: [{ ...vaceMost, function: fn, ...most }, madeMost],
  }),
);

/** Models up to wan2.6, each in every way that it can be asked. */
export const legacySamples: readonly ModelSample[] = [
  ...textSamples,
  ...imageSamples,
  ...keyFrameSamples,
  ...referenceSamples,
  ...vaceSamples,
];
