import { choice, envelope, flag, happyHorsePrompt, seconds, seed } from './fields.ts';
import { image, imageMimes, video } from './media-limits.ts';
import { mediaList } from './media-list.ts';
import { usageShapes } from './usage.ts';
import type { VideoModel } from './video-model.ts';

/** HappyHorse (dashscope-api §3.6): the watermark is on unless it is turned off. */

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
  fps: 24,
} as const;

const resolution = choice('1080P', '720P');
const ratio = choice('16:9', '9:16', '1:1', '4:3', '3:4', '4:5', '5:4', '9:21', '21:9');
const switches = { watermark: flag(true), seed };
const timed = { resolution, duration: seconds(3, 15), ...switches };
const mimes = [imageMimes.jpeg, imageMimes.png, imageMimes.webp];
const endless = Number.POSITIVE_INFINITY;

const textModel: VideoModel = {
  ...base,
  request: envelope({ prompt: happyHorsePrompt }, { ...timed, ratio }),
  usage: usageShapes.wan27Reference,
};

const frameRoles = {
  first_frame: image({ mimes, sides: [300, endless], ratio: 2.5, opaque: undefined }),
};

const imageModel: VideoModel = {
  ...base,
  request: envelope(
    {
      prompt: happyHorsePrompt.optional(),
      media: mediaList(frameRoles, { needs: ['first_frame'] }),
    },
    timed,
  ),
  roles: frameRoles,
  follows: ['first_frame'],
  usage: usageShapes.wan27,
};

const referenceRoles = {
  reference_image: image({
    mimes,
    sides: [400, endless],
    ratio: undefined,
    count: 9,
    opaque: undefined,
  }),
};

const referenceModel: VideoModel = {
  ...base,
  request: envelope(
    {
      prompt: happyHorsePrompt,
      media: mediaList(referenceRoles, { needs: ['reference_image'] }),
    },
    { ...timed, ratio },
  ),
  roles: referenceRoles,
  usage: usageShapes.wan27Reference,
};

const editRoles = {
  video: video({ seconds: [3, 60], sides: [360, 4096], ratio: 2.5 }),
  reference_image: image({ mimes, count: 5, opaque: undefined }),
};

const editModel: VideoModel = {
  ...base,
  request: envelope(
    { prompt: happyHorsePrompt, media: mediaList(editRoles, { needs: ['video'] }) },
    { resolution, audio_setting: choice('auto', 'origin'), ...switches },
  ),
  roles: editRoles,
  follows: ['video'],
  length: { kind: 'input', longest: 15 },
  billedInput: { roles: ['video'], longest: 15 },
  usage: usageShapes.wan27,
};

export const happyHorseModels: Readonly<Record<string, VideoModel>> = {
  'happyhorse-1.1-t2v': textModel,
  'happyhorse-1.0-t2v': textModel,
  'happyhorse-1.1-i2v': imageModel,
  'happyhorse-1.0-i2v': imageModel,
  'happyhorse-1.1-r2v': referenceModel,
  'happyhorse-1.0-r2v': referenceModel,
  'happyhorse-1.0-video-edit': editModel,
};
