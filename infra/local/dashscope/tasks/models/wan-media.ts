import * as z from 'zod';
import {
  choice,
  envelope,
  flag,
  negativePrompt,
  optionalPrompt,
  prompt,
  seconds,
  seed,
  wanSwitches,
} from './fields.ts';
import { audio, document, image, video } from './media-limits.ts';
import { mediaList } from './media-list.ts';
import { usageShapes } from './usage.ts';
import type { VideoModel } from './video-model.ts';

/** wan2.7 and wan3.0: `media[]`, tiers and ratios in place of sizes (dashscope-api §3.1–§3.5). */

const base = {
  task: 'video-generation',
  submitsPerSecond: 5,
  slots: 5,
  roles: {},
  follows: [],
  length: { kind: 'requested' },
  result: 'video_url',
  actualPrompt: false,
  sound: true,
  slowness: 1,
} as const;

const resolution = choice('1080P', '720P');
const ratio = choice('16:9', '9:16', '1:1', '4:3', '3:4');
const text = { prompt: prompt(5000), negative_prompt: negativePrompt };
const optionalText = { prompt: optionalPrompt(5000), negative_prompt: negativePrompt };

const textModel: VideoModel = {
  ...base,
  request: envelope(
    { ...text, audio_url: z.string().min(1).optional() },
    { resolution, ratio, duration: seconds(2, 15), ...wanSwitches },
  ),
  roles: { audio_url: audio(2, 30) },
  usage: usageShapes.wan27Ratio,
};

const frameRoles = {
  first_frame: image(),
  last_frame: image(),
  driving_audio: audio(2, 30),
  first_clip: video({ seconds: [2, 10] }),
};

const frameSets = [
  ['first_frame'],
  ['first_frame', 'driving_audio'],
  ['first_frame', 'last_frame'],
  ['first_frame', 'last_frame', 'driving_audio'],
  ['first_clip'],
  ['first_clip', 'last_frame'],
];

const imageModel: VideoModel = {
  ...base,
  request: envelope(
    { ...optionalText, media: mediaList(frameRoles, { sets: frameSets }) },
    { resolution, duration: seconds(2, 15), ...wanSwitches },
  ),
  roles: frameRoles,
  follows: ['first_frame', 'first_clip'],
  usage: usageShapes.wan27,
};

const references = ['reference_image', 'reference_video'];
const referenceRoles = {
  reference_image: image({ count: 5 }),
  reference_video: video({ seconds: [1, 30], count: 5 }),
  first_frame: image(),
};

const referenceModel: VideoModel = {
  ...base,
  request: envelope(
    {
      ...text,
      media: mediaList(referenceRoles, {
        needs: references,
        together: { roles: references, most: 5 },
      }),
    },
    { resolution, ratio, duration: seconds(2, 15), ...wanSwitches },
  ).refine(
    ({ input, parameters }) =>
      parameters.duration <= 10 || !input.media.some(({ type }) => type === 'reference_video'),
    { path: ['parameters', 'duration'] },
  ),
  roles: { ...referenceRoles, reference_voice: audio(1, 10, 5) },
  follows: [],
  followsBeforeRatio: ['first_frame'],
  billedInput: { roles: ['reference_video'], longest: 5 },
  usage: usageShapes.wan27Reference,
};

const editRoles = {
  video: video({ seconds: [2, 10] }),
  reference_image: image({ count: 4 }),
};

const editModel: VideoModel = {
  ...base,
  request: envelope(
    { ...optionalText, media: mediaList(editRoles, { needs: ['video'] }) },
    {
      resolution,
      ratio: z.enum(['16:9', '9:16', '1:1', '4:3', '3:4']).optional(),
      duration: z.union([z.literal(0), z.int().min(2).max(10)]).default(0),
      audio_setting: choice('auto', 'origin'),
      ...wanSwitches,
    },
  ),
  roles: editRoles,
  follows: ['video'],
  length: { kind: 'edited' },
  billedInput: { roles: ['video'], longest: 10 },
  usage: usageShapes.wan27,
};

const openRoles = {
  first_frame: image(),
  last_frame: image(),
  reference_image: image({ count: 10 }),
  reference_video: video({ seconds: [1, 15], secondsInAll: 15, count: 5 }),
  reference_audio: { ...audio(1, 15, 5), secondsInAll: 15 },
  file: document,
  link: document,
};

const openModel: VideoModel = {
  ...base,
  request: envelope(
    {
      prompt: optionalPrompt(20_000),
      media: mediaList(openRoles, { together: { roles: ['file', 'link'], most: 1 } }).optional(),
    },
    {
      resolution: choice('1080P', '720P', '480P'),
      ratio: choice('adaptive', '16:9', '4:3', '1:1', '3:4', '9:16'),
      duration: z.union([z.literal(-1), z.int().min(2).max(30)]).default(5),
      audio: flag(true),
      prompt_extend: flag(true),
      watermark: flag(false),
      seed,
    },
  ).refine(({ input }) => Boolean(input.prompt) || Boolean(input.media?.length), {
    path: ['input', 'prompt'],
  }),
  roles: openRoles,
  exclusive: [
    ['first_frame', 'last_frame'],
    ['reference_image', 'reference_video', 'reference_audio', 'file', 'link'],
  ],
  follows: ['first_frame', 'last_frame', 'reference_video', 'reference_image'],
  billedInput: { roles: ['reference_video'], longest: 15 },
  longestInAll: 30,
  usage: usageShapes.wan30,
  fps: 30,
  sound: 'parameter',
};

export const mediaListModels: Readonly<Record<string, VideoModel>> = {
  'wan3.0-video': openModel,
  'wan3.0-video-prime': openModel,
  'wan2.7-t2v': textModel,
  'wan2.7-t2v-2026-04-25': textModel,
  'wan2.7-t2v-2026-06-12': textModel,
  'wan2.7-i2v': imageModel,
  'wan2.7-i2v-2026-04-25': imageModel,
  'wan2.7-r2v': referenceModel,
  'wan2.7-r2v-2026-06-12': referenceModel,
  'wan2.7-videoedit': editModel,
};
