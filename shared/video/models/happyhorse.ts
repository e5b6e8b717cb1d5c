import type { RuleOf } from './field-rule.ts';
import {
  choice,
  flag,
  generation,
  medium,
  prompt,
  requiredPrompt,
  resolution,
  secondsBetween,
  seed,
} from './fields.ts';
import { image, video } from './media-limits.ts';
import type { VideoModel } from './video-model.ts';

/** HappyHorse (dashscope-api §3.6): its watermark is on unless it is turned off, so it is turned off. */

const everywhere = ['cn-beijing', 'ap-southeast-1', 'us-east-1', 'eu-central-1'] as const;
const newest = {
  status: 'current',
  released: '2026-06-16',
  regions: [...everywhere, 'ap-northeast-1'],
} as const;
const older = { status: 'legacy', regions: everywhere } as const;

const words = { chineseCountsTwice: true } as const;
const optionalPrompt = { ...prompt(5000), ...words };
const neededPrompt = { ...requiredPrompt(5000), ...words };
/** Nothing is said of an alpha channel here. */
const usual = { formats: ['jpeg', 'png', 'webp'], opaque: undefined };
const picture = {
  ...resolution(['720P', '1080P']),
  watermark: { ...flag, default: false },
  ...seed,
};
const timed = { duration: secondsBetween(3, 15), ...picture };
const ratio = choice(['16:9', '9:16', '1:1', '4:3', '3:4', '4:5', '5:4', '9:21', '21:9']);

const list = (rule: Pick<RuleOf<'media'>, 'roles' | 'needs'>): RuleOf<'media'> => ({
  kind: 'media',
  place: 'input',
  ...rule,
});

const textModel = {
  ...generation,
  modes: ['t2v'],
  fields: { prompt: neededPrompt, ratio, ...timed },
} as const;

const frame = image({ ...usual, minSide: 300, maxSide: undefined, maxRatio: 2.5 });

const imageModel = {
  ...generation,
  modes: ['i2v'],
  fields: {
    prompt: optionalPrompt,
    media: list({ roles: { first_frame: { limits: frame, most: 1 } }, needs: ['first_frame'] }),
    img_url: medium(frame, 'media/first_frame'),
    first_frame_url: medium(frame, 'media/first_frame'),
    ...timed,
  },
} as const;

const reference = image({ ...usual, minSide: 400, maxSide: undefined, maxRatio: undefined });

const referenceModel = {
  ...generation,
  modes: ['r2v'],
  fields: {
    prompt: neededPrompt,
    media: list({
      roles: { reference_image: { limits: reference, most: 9 } },
      needs: ['reference_image'],
    }),
    ratio,
    ...timed,
  },
} as const;

const source = video({
  minSeconds: 3,
  maxSeconds: 60,
  minSide: 360,
  maxRatio: 2.5,
  minFps: 8,
});

const editModel = {
  ...generation,
  modes: ['videoedit'],
  fields: {
    prompt: neededPrompt,
    media: list({
      roles: {
        video: { limits: source, most: 1 },
        reference_image: { limits: image(usual), most: 5 },
      },
      needs: ['video'],
    }),
    video_url: medium(source, 'media/video'),
    audio_setting: choice(['auto', 'origin']),
    ...picture,
  },
} as const;

export const happyHorseModels: readonly VideoModel[] = [
  { ...textModel, ...newest, id: 'happyhorse-1.1-t2v' },
  { ...imageModel, ...newest, id: 'happyhorse-1.1-i2v' },
  { ...referenceModel, ...newest, id: 'happyhorse-1.1-r2v' },
  { ...textModel, ...older, id: 'happyhorse-1.0-t2v' },
  { ...imageModel, ...older, id: 'happyhorse-1.0-i2v' },
  { ...referenceModel, ...older, id: 'happyhorse-1.0-r2v' },
  {
    ...editModel,
    ...older,
    status: 'current',
    regions: [...everywhere, 'ap-northeast-1'],
    id: 'happyhorse-1.0-video-edit',
  },
];
