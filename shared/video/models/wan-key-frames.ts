import {
  medium,
  negativePrompt,
  prompt,
  resolution,
  secondsOf,
  switches,
  template,
} from './fields.ts';
import { image } from './media-limits.ts';
import { templateBeatsPrompt } from './requirements-of-wan.ts';
import type { Tier } from './sizes.ts';
import type { VideoModel } from './video-model.ts';

const frame = medium(image({ megabytes: 10 }));

/** First and last frame, at the other endpoint (dashscope-api §3.9). */
function keyFrameModel(
  row: Pick<
    VideoModel,
    'id' | 'names' | 'status' | 'regions' | 'disputedRegions' | 'submitsPerSecond'
  > & {
    readonly tiers: readonly Tier[];
  },
): VideoModel {
  const { tiers, ...rest } = row;
  return {
    modes: ['kf2v'],
    endpoint: 'image2video',
    sound: false,
    typicalSeconds: 100,
    concurrentTasks: 2,
    fields: {
      first_frame_url: { ...frame, required: true },
      last_frame_url: frame,
      prompt: prompt(800),
      ...negativePrompt,
      ...template,
      ...resolution(tiers),
      duration: secondsOf(5),
      ...switches,
    },
    requirements: [{ rule: 'any_of', fields: ['last_frame_url', 'template'] }, templateBeatsPrompt],
    ...rest,
  };
}

export const wanKeyFrameModels: readonly VideoModel[] = [
  keyFrameModel({
    id: 'wan2.2-kf2v-flash',
    status: 'current',
    regions: ['cn-beijing'],
    disputedRegions: ['ap-southeast-1'],
    tiers: ['480P', '720P', '1080P'],
    submitsPerSecond: 2,
  }),
  keyFrameModel({
    id: 'wan2.1-kf2v-plus',
    status: 'legacy',
    names: { 'cn-beijing': 'wanx2.1-kf2v-plus' },
    regions: ['cn-beijing', 'ap-southeast-1'],
    tiers: ['720P'],
    submitsPerSecond: 1,
  }),
];
