import {
  flag,
  generation,
  medium,
  negativePrompt,
  prompt,
  resolution,
  secondsBetween,
  secondsOf,
  shotType,
  switches,
  template,
} from './fields.ts';
import type { LegacyRow } from './legacy-row.ts';
import { audio, image } from './media-limits.ts';
import {
  multiNeedsExtension,
  silenceBeatsAudio,
  templateBeatsPrompt,
} from './requirements-of-wan.ts';
import type { VideoModel } from './video-model.ts';

type Row = LegacyRow & { readonly imageMegabytes?: number };

/** First frame to video up to wan2.6: a tier (dashscope-api §3.8). */
function imageModel(row: Row): VideoModel {
  const { tiers, duration, promptCharacters = 1500, imageMegabytes = 20, extra, ...rest } = row;
  return {
    modes: ['i2v'],
    status: 'legacy',
    ...generation,
    fields: {
      prompt: prompt(promptCharacters),
      img_url: { ...medium(image({ megabytes: imageMegabytes })), required: true },
      ...negativePrompt,
      ...template,
      ...resolution(tiers),
      duration,
      ...switches,
      ...extra,
    },
    requirements: [templateBeatsPrompt],
    ...rest,
  };
}

const drivingAudio = { audio_url: medium(audio(3, 30)) };
const shots = {
  status: 'current',
  extra: { ...drivingAudio, ...shotType },
  requirements: [multiNeedsExtension, templateBeatsPrompt],
} as const satisfies Partial<Row>;
const silent = {
  sound: false,
  promptCharacters: 800,
  imageMegabytes: 10,
  submitsPerSecond: 2,
  concurrentTasks: 2,
  regions: ['cn-beijing', 'ap-southeast-1'],
} as const satisfies Partial<Row>;

export const wanImageModels: readonly VideoModel[] = [
  imageModel({
    ...shots,
    id: 'wan2.6-i2v-flash',
    regions: ['cn-beijing', 'ap-southeast-1'],
    tiers: ['720P', '1080P'],
    duration: secondsBetween(2, 15),
    sound: 'parameter',
    extra: { ...shots.extra, audio: flag },
    requirements: [...shots.requirements, silenceBeatsAudio],
  }),
  imageModel({
    ...shots,
    id: 'wan2.6-i2v',
    regions: ['cn-beijing', 'ap-southeast-1', 'us-east-1', 'eu-central-1'],
    tiers: ['720P', '1080P'],
    duration: secondsBetween(2, 15),
  }),
  imageModel({
    ...shots,
    id: 'wan2.6-i2v-us',
    regions: ['us-east-1'],
    tiers: ['720P', '1080P'],
    duration: secondsOf(5, 10, 15),
  }),
  imageModel({
    id: 'wan2.5-i2v-preview',
    regions: ['cn-beijing', 'ap-southeast-1'],
    tiers: ['480P', '720P', '1080P'],
    duration: secondsOf(5, 10),
    extra: drivingAudio,
  }),
  imageModel({
    ...silent,
    id: 'wan2.2-i2v-flash',
    regions: ['cn-beijing'],
    tiers: ['480P', '720P', '1080P'],
    duration: secondsOf(5),
  }),
  imageModel({
    ...silent,
    id: 'wan2.2-i2v-plus',
    tiers: ['480P', '1080P'],
    duration: secondsOf(5),
  }),
  imageModel({
    ...silent,
    id: 'wan2.1-i2v-turbo',
    names: { 'cn-beijing': 'wanx2.1-i2v-turbo' },
    tiers: ['480P', '720P'],
    duration: secondsOf(3, 4, 5),
  }),
  imageModel({
    ...silent,
    id: 'wan2.1-i2v-plus',
    names: { 'cn-beijing': 'wanx2.1-i2v-plus' },
    tiers: ['720P'],
    duration: secondsOf(5),
  }),
];
