import type { RuleOf } from './field-rule.ts';
import {
  choice,
  generation,
  medium,
  negativePrompt,
  prompt,
  requiredPrompt,
  resolution,
  secondsBetween,
  shotType,
  switches,
} from './fields.ts';
import { audio, image, video } from './media-limits.ts';
import type { VideoModel } from './video-model.ts';

/** wan2.7: `media[]`, a tier and a ratio in place of sizes (dashscope-api §3.2–§3.5). */

const base = {
  status: 'current',
  regions: ['cn-beijing', 'ap-southeast-1'],
  ...generation,
} as const;

const tier = resolution(['720P', '1080P']);
const ratio = choice(['16:9', '9:16', '1:1', '4:3', '3:4']);
const upTo15 = { duration: secondsBetween(2, 15) };
const frame = image();

const textModel: VideoModel = {
  ...base,
  id: 'wan2.7-t2v',
  modes: ['t2v'],
  fields: {
    prompt: requiredPrompt(5000),
    ...negativePrompt,
    audio_url: medium(audio(2, 30)),
    ...tier,
    ratio,
    ...upTo15,
    ...switches,
    ...shotType,
  },
  requirements: [{ rule: 'no_effect', field: 'shot_type' }],
};

const clip = video({ minSeconds: 2, maxSeconds: 10 });
const sound = audio(2, 30);

const frames: RuleOf<'media'> = {
  kind: 'media',
  place: 'input',
  roles: {
    first_frame: { limits: frame, most: 1 },
    last_frame: { limits: frame, most: 1 },
    driving_audio: { limits: sound, most: 1 },
    first_clip: { limits: clip, most: 1 },
  },
  sets: [
    ['first_frame'],
    ['first_frame', 'driving_audio'],
    ['first_frame', 'last_frame'],
    ['first_frame', 'last_frame', 'driving_audio'],
    ['first_clip'],
    ['first_clip', 'last_frame'],
  ],
};

const imageModel: VideoModel = {
  ...base,
  id: 'wan2.7-i2v',
  modes: ['i2v'],
  fields: {
    prompt: prompt(5000),
    ...negativePrompt,
    media: frames,
    img_url: medium(frame, 'media/first_frame'),
    first_frame_url: medium(frame, 'media/first_frame'),
    last_frame_url: medium(frame, 'media/last_frame'),
    first_clip_url: medium(clip, 'media/first_clip'),
    driving_audio_url: medium(sound, 'media/driving_audio'),
    ...tier,
    ...upTo15,
    ...switches,
  },
  requirements: [{ rule: 'duration_beyond', role: 'first_clip' }],
};

const voice = audio(1, 10);

const referenceModel: VideoModel = {
  ...base,
  id: 'wan2.7-r2v',
  modes: ['r2v'],
  fields: {
    prompt: requiredPrompt(5000),
    ...negativePrompt,
    media: {
      kind: 'media',
      place: 'input',
      roles: {
        reference_image: { limits: frame, most: 5, voice },
        reference_video: {
          limits: video({ minSeconds: 1, maxSeconds: 30 }),
          most: 5,
          voice,
        },
        first_frame: { limits: frame, most: 1 },
      },
      needs: ['reference_image', 'reference_video'],
      together: { roles: ['reference_image', 'reference_video'], most: 5 },
    },
    first_frame_url: medium(frame, 'media/first_frame'),
    ...tier,
    ratio,
    ...upTo15,
    ...switches,
  },
  requirements: [
    { rule: 'duration_beside', role: 'reference_video', maximum: 10 },
    { rule: 'no_effect', field: 'ratio', when: { field: 'media/first_frame' } },
  ],
};

const source = video({ minSeconds: 2, maxSeconds: 10 });

const editModel: VideoModel = {
  ...base,
  id: 'wan2.7-videoedit',
  modes: ['videoedit'],
  fields: {
    prompt: prompt(5000),
    ...negativePrompt,
    media: {
      kind: 'media',
      place: 'input',
      roles: {
        video: { limits: source, most: 1 },
        reference_image: { limits: frame, most: 4 },
      },
      needs: ['video'],
    },
    video_url: medium(source, 'media/video'),
    ...tier,
    ratio,
    duration: { kind: 'integer', place: 'parameters', minimum: 2, maximum: 10, also: [0] },
    audio_setting: choice(['auto', 'origin']),
    ...switches,
  },
};

export const wan27Models: readonly VideoModel[] = [
  textModel,
  imageModel,
  referenceModel,
  { ...referenceModel, id: 'wan2.7-r2v-2026-06-12', regions: ['cn-beijing', 'us-east-1'] },
  editModel,
];
