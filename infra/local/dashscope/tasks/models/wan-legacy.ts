import * as z from 'zod';
import {
  address,
  choice,
  envelope,
  fixedSeconds,
  flag,
  negativePrompt,
  optionalPrompt,
  prompt,
  seconds,
  secondsOf,
  wanSwitches,
} from './fields.ts';
import { audio, image, type MediaLimits } from './media-limits.ts';
import { legacySizesOf } from './sizes.ts';
import { usageShapes } from './usage.ts';
import type { VideoModel } from './video-model.ts';

/** The generations up to wan2.6: a field per medium, `size` or `resolution` (dashscope-api §3.7–§3.10). */

const base = {
  task: 'video-generation',
  submitsPerSecond: 5,
  slots: 5,
  roles: {},
  follows: [],
  length: { kind: 'requested' },
  result: 'video_url',
  actualPrompt: true,
  sound: false,
  slowness: 1,
} as const;

const older = { submitsPerSecond: 2, slots: 2 } as const;

const size = (first: string, tiers: readonly number[]) =>
  z.enum(legacySizesOf(...tiers) as [string, ...string[]]).default(first);
const shotType = { shot_type: choice('single', 'multi') };
const drivingAudio = { audio_url: address.optional() };
const audioRole = { audio_url: audio(3, 30) };

type Duration = z.ZodType<number>;

type TextModel = Partial<VideoModel> & {
  readonly tiers: readonly number[];
  readonly duration: Duration;
  readonly firstSize?: string;
  readonly promptLimit?: number;
  readonly takesAudio?: boolean;
  readonly extra?: z.ZodRawShape;
};

function textToVideo(row: TextModel): VideoModel {
  const { tiers, duration, firstSize = '1920*1080', promptLimit = 1500, extra = {}, ...rest } = row;
  const { takesAudio = true, ...overrides } = rest;
  const input = {
    prompt: prompt(promptLimit),
    negative_prompt: negativePrompt,
    ...(takesAudio ? drivingAudio : {}),
  };
  return {
    ...base,
    request: envelope(input, { size: size(firstSize, tiers), duration, ...wanSwitches, ...extra }),
    roles: takesAudio ? audioRole : {},
    usage: usageShapes.textToVideo,
    sound: takesAudio,
    ...overrides,
  };
}

const silentText = { ...older, promptLimit: 800, takesAudio: false, duration: fixedSeconds };
const newestText = { actualPrompt: false, usage: usageShapes.wan26Size, extra: shotType };

export const legacyTextModels: Readonly<Record<string, VideoModel>> = {
  'wan2.6-t2v': textToVideo({ ...newestText, tiers: [720, 1080], duration: seconds(2, 15) }),
  'wan2.6-t2v-us': textToVideo({ ...newestText, tiers: [720, 1080], duration: secondsOf(5, 10) }),
  'wan2.5-t2v-preview': textToVideo({ tiers: [480, 720, 1080], duration: secondsOf(5, 10) }),
  'wan2.2-t2v-plus': textToVideo({ ...silentText, tiers: [480, 1080] }),
  'wan2.1-t2v-turbo': textToVideo({ ...silentText, tiers: [480, 720], firstSize: '1280*720' }),
  'wan2.1-t2v-plus': textToVideo({ ...silentText, tiers: [720], firstSize: '1280*720' }),
};

type ImageModel = Partial<VideoModel> & {
  /** The first is the default. */
  readonly tiers: readonly [string, ...string[]];
  readonly duration: Duration;
  readonly promptLimit?: number;
  readonly takesAudio?: boolean;
  readonly extra?: z.ZodRawShape;
  readonly imageMegabytes?: number;
};

function imageToVideo(row: ImageModel): VideoModel {
  const { tiers, duration, promptLimit = 1500, extra = {}, imageMegabytes = 20, ...rest } = row;
  const { takesAudio = true, ...overrides } = rest;
  const [defaultTier, ...otherTiers] = tiers;
  const roles: Record<string, MediaLimits> = { img_url: image({ megabytes: imageMegabytes }) };
  const input = {
    img_url: address,
    prompt: optionalPrompt(promptLimit),
    negative_prompt: negativePrompt,
    template: z.string().optional(),
    ...(takesAudio ? drivingAudio : {}),
  };
  const resolution = choice(defaultTier, ...otherTiers);
  return {
    ...base,
    request: envelope(input, { resolution, duration, ...wanSwitches, ...extra }),
    roles: takesAudio ? { ...roles, ...audioRole } : roles,
    follows: ['img_url'],
    usage: usageShapes.imageToVideo,
    sound: takesAudio,
    ...overrides,
  };
}

const newestImage = { actualPrompt: false, usage: usageShapes.wan27, extra: shotType };
const silentImage = { ...older, promptLimit: 800, takesAudio: false, imageMegabytes: 10 };

export const legacyImageModels: Readonly<Record<string, VideoModel>> = {
  'wan2.6-i2v-flash': imageToVideo({
    ...newestImage,
    tiers: ['1080P', '720P'],
    duration: seconds(2, 15),
    extra: { ...shotType, audio: flag(true) },
    sound: 'parameter',
  }),
  'wan2.6-i2v': imageToVideo({
    ...newestImage,
    tiers: ['1080P', '720P'],
    duration: seconds(2, 15),
  }),
  'wan2.6-i2v-us': imageToVideo({
    ...newestImage,
    tiers: ['1080P', '720P'],
    duration: secondsOf(5, 10, 15),
  }),
  'wan2.5-i2v-preview': imageToVideo({
    tiers: ['1080P', '720P', '480P'],
    duration: secondsOf(5, 10),
  }),
  'wan2.2-i2v-flash': imageToVideo({
    ...silentImage,
    tiers: ['720P', '480P', '1080P'],
    duration: fixedSeconds,
  }),
  'wan2.2-i2v-plus': imageToVideo({
    ...silentImage,
    tiers: ['1080P', '480P'],
    duration: fixedSeconds,
  }),
  'wan2.1-i2v-turbo': imageToVideo({
    ...silentImage,
    tiers: ['720P', '480P'],
    duration: secondsOf(3, 4, 5),
    usage: usageShapes.standard,
  }),
  'wan2.1-i2v-plus': imageToVideo({
    ...silentImage,
    tiers: ['720P'],
    duration: fixedSeconds,
    usage: usageShapes.standard,
  }),
};
