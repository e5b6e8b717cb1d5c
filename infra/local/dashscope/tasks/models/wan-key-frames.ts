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
  seed,
  wanSwitches,
} from './fields.ts';
import { image, video } from './media-limits.ts';
import { legacySizesOf } from './sizes.ts';
import { usageShapes } from './usage.ts';
import type { VideoModel } from './video-model.ts';

const keyFrame = image({ megabytes: 10 });

const keyFrameInput = {
  first_frame_url: address,
  last_frame_url: address.optional(),
  prompt: optionalPrompt(800),
  negative_prompt: negativePrompt,
  template: z.string().optional(),
};

function keyFrameModel(
  tiers: readonly [string, ...string[]],
  rest: Pick<VideoModel, 'submitsPerSecond' | 'usage'>,
): VideoModel {
  const [defaultTier, ...otherTiers] = tiers;
  const resolution = choice(defaultTier, ...otherTiers);
  const request = envelope(keyFrameInput, { resolution, duration: fixedSeconds, ...wanSwitches });
  return {
    task: 'image2video',
    slots: 2,
    request: request.refine(
      ({ input }) => input.last_frame_url !== undefined || input.template !== undefined,
      { path: ['input', 'last_frame_url'] },
    ),
    roles: { first_frame_url: keyFrame, last_frame_url: keyFrame },
    follows: ['first_frame_url'],
    length: { kind: 'requested' },
    result: 'video_url',
    actualPrompt: true,
    sound: false,
    slowness: 1,
    ...rest,
  };
}

/** First and last frame, at the other endpoint (dashscope-api §3.9). */
export const keyFrameModels: Readonly<Record<string, VideoModel>> = {
  'wan2.2-kf2v-flash': keyFrameModel(['720P', '480P', '1080P'], {
    submitsPerSecond: 2,
    usage: usageShapes.keyFrames,
  }),
  'wan2.1-kf2v-plus': keyFrameModel(['720P'], { submitsPerSecond: 1, usage: usageShapes.standard }),
};

const referenceSizes = legacySizesOf(720, 1080) as [string, ...string[]];

function referenceModel(extra: z.ZodRawShape, sound: VideoModel['sound']): VideoModel {
  const input = {
    prompt: prompt(1500),
    negative_prompt: negativePrompt,
    reference_urls: z.array(address).min(1).max(5).optional(),
    reference_video_urls: z.array(address).min(1).max(3).optional(),
  };
  const parameters = {
    size: z.enum(referenceSizes).default('1920*1080'),
    duration: seconds(2, 10),
    shot_type: choice('single', 'multi'),
    watermark: flag(false),
    seed,
    ...extra,
  };
  return {
    task: 'video-generation',
    submitsPerSecond: 5,
    slots: 5,
    request: envelope(input, parameters).refine(
      ({ input }) => input.reference_urls !== undefined || input.reference_video_urls !== undefined,
      { path: ['input', 'reference_urls'] },
    ),
    roles: {
      reference_urls: video({ seconds: [1, 30], count: 3, or: image({ count: 5 }) }),
      reference_video_urls: video({ seconds: [2, 30], count: 3 }),
    },
    follows: [],
    length: { kind: 'requested' },
    billedInput: { roles: ['reference_urls', 'reference_video_urls'], longest: 5 },
    usage: usageShapes.wan26Size,
    result: 'video_url',
    actualPrompt: false,
    sound,
    slowness: 1,
  };
}

/** Reference to video by plain addresses, images and videos mixed (dashscope-api §3.10). */
export const legacyReferenceModels: Readonly<Record<string, VideoModel>> = {
  'wan2.6-r2v': referenceModel({}, true),
  'wan2.6-r2v-flash': referenceModel({ audio: flag(true) }, 'parameter'),
};
