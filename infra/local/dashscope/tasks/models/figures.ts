import * as z from 'zod';
import { address, choice, envelope, flag } from './fields.ts';
import { image, imageMimes } from './media-limits.ts';
import { usageShapes } from './usage.ts';
import type { VideoModel } from './video-model.ts';

/** A person set in motion by a video or by speech (dashscope-api §3.12); the result lies one level deeper. */

const { jpeg, png, bmp, webp } = imageMimes;

const animate: VideoModel = {
  task: 'image2video',
  submitsPerSecond: 5,
  slots: 1,
  request: envelope(
    { image_url: address, video_url: address, watermark: flag(false) },
    { mode: z.enum(['wan-std', 'wan-pro']), check_image: flag(true) },
  ),
  roles: {
    image_url: image({
      mimes: [jpeg, png, bmp, webp],
      megabytes: 5,
      sides: [200, 4096],
      ratio: 3,
      opaque: undefined,
    }),
    video_url: {
      kind: 'video',
      mimes: ['video/mp4', 'video/x-msvideo', 'video/quicktime'],
      megabytes: 200,
      seconds: [2, 30],
      sides: [200, 2048],
      ratio: 3,
    },
  },
  follows: ['video_url', 'image_url'],
  tier: 720,
  length: { kind: 'input', longest: 30 },
  usage: usageShapes.animate,
  result: 'results.video_url',
  actualPrompt: false,
  sound: true,
  slowness: 1,
};

const speech: VideoModel = {
  task: 'image2video',
  submitsPerSecond: 5,
  slots: 1,
  request: envelope(
    { image_url: address, audio_url: address },
    { resolution: choice('480P', '720P') },
  ),
  roles: {
    image_url: image({
      mimes: [jpeg, png, bmp, webp],
      sides: [400, 7000],
      ratio: undefined,
      opaque: undefined,
    }),
    audio_url: {
      kind: 'audio',
      mimes: ['audio/wav', 'audio/mpeg'],
      megabytes: 15,
      seconds: [0, 20],
    },
  },
  follows: ['image_url'],
  length: { kind: 'audio' },
  usage: usageShapes.speech,
  fps: 16,
  result: 'results.video_url',
  actualPrompt: false,
  sound: true,
  slowness: 3,
};

export const figureModels: Readonly<Record<string, VideoModel>> = {
  'wan2.2-animate-move': animate,
  'wan2.2-animate-mix': animate,
  'wan2.2-s2v': speech,
};
