import {
  choice,
  flag,
  generation,
  negativePrompt,
  requiredPrompt,
  secondsBetween,
  seed,
  shotType,
} from './fields.ts';
import { image, video } from './media-limits.ts';
import { defaultSize, sizesOf } from './sizes.ts';
import type { VideoModel } from './video-model.ts';

const tiers = ['720P', '1080P'] as const;

/** Reference to video by plain addresses, images and videos mixed (dashscope-api §3.10). */
const referenceModel: VideoModel = {
  id: 'wan2.6-r2v',
  modes: ['r2v'],
  status: 'current',
  regions: ['cn-beijing', 'ap-southeast-1', 'us-east-1', 'eu-central-1'],
  ...generation,
  fields: {
    prompt: requiredPrompt(1500),
    ...negativePrompt,
    reference_urls: {
      kind: 'media_urls',
      place: 'input',
      required: true,
      limits: [
        image({ byAddress: true, opaque: undefined }),
        video({ minSeconds: 1, maxSeconds: 30 }),
      ],
      most: 5,
      mostOfKind: { image: 5, video: 3 },
    },
    size: choice(sizesOf(tiers), defaultSize(tiers)),
    duration: secondsBetween(2, 10),
    ...shotType,
    watermark: flag,
    ...seed,
  },
};

export const wanReferenceModels: readonly VideoModel[] = [
  {
    ...referenceModel,
    id: 'wan2.6-r2v-flash',
    regions: ['cn-beijing', 'ap-southeast-1'],
    sound: 'parameter',
    fields: { ...referenceModel.fields, audio: flag },
  },
  referenceModel,
];
