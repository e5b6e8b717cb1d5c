import {
  choice,
  generation,
  medium,
  negativePrompt,
  requiredPrompt,
  secondsBetween,
  secondsOf,
  shotType,
  switches,
} from './fields.ts';
import type { LegacyRow } from './legacy-row.ts';
import { audio } from './media-limits.ts';
import { multiNeedsExtension } from './requirements-of-wan.ts';
import { defaultSize, sizesOf } from './sizes.ts';
import type { VideoModel } from './video-model.ts';

/** Text to video up to wan2.6: a pixel size (dashscope-api §3.7). */
function textModel(row: LegacyRow): VideoModel {
  const { tiers, duration, promptCharacters = 1500, extra, ...rest } = row;
  return {
    modes: ['t2v'],
    status: 'legacy',
    ...generation,
    fields: {
      prompt: requiredPrompt(promptCharacters),
      ...negativePrompt,
      size: choice(sizesOf(tiers), defaultSize(tiers)),
      duration,
      ...switches,
      ...extra,
    },
    ...rest,
  };
}

const drivingAudio = { audio_url: medium(audio(3, 30)) };
const shots = {
  extra: { ...drivingAudio, ...shotType },
  requirements: [multiNeedsExtension],
};
const silent = {
  sound: false,
  promptCharacters: 800,
  duration: secondsOf(5),
  submitsPerSecond: 2,
  concurrentTasks: 2,
  regions: ['cn-beijing', 'ap-southeast-1'],
} as const;

export const wanTextModels: readonly VideoModel[] = [
  textModel({
    id: 'wan2.6-t2v',
    status: 'current',
    regions: ['cn-beijing', 'ap-southeast-1', 'us-east-1', 'eu-central-1'],
    tiers: ['720P', '1080P'],
    duration: secondsBetween(2, 15),
    ...shots,
  }),
  textModel({
    id: 'wan2.6-t2v-us',
    status: 'current',
    regions: ['us-east-1'],
    tiers: ['720P', '1080P'],
    duration: secondsOf(5, 10),
    ...shots,
  }),
  textModel({
    id: 'wan2.5-t2v-preview',
    regions: ['cn-beijing', 'ap-southeast-1'],
    tiers: ['480P', '720P', '1080P'],
    duration: secondsOf(5, 10),
    extra: drivingAudio,
  }),
  textModel({ ...silent, id: 'wan2.2-t2v-plus', tiers: ['480P', '1080P'] }),
  textModel({
    ...silent,
    id: 'wan2.1-t2v-turbo',
    names: { 'cn-beijing': 'wanx2.1-t2v-turbo' },
    tiers: ['480P', '720P'],
  }),
  textModel({
    ...silent,
    id: 'wan2.1-t2v-plus',
    names: { 'cn-beijing': 'wanx2.1-t2v-plus' },
    tiers: ['720P'],
  }),
];
