import { choice, flag, generation, medium, prompt, resolution, switches } from './fields.ts';
import { audio, image, video } from './media-limits.ts';
import { regions, type VideoModel } from './video-model.ts';

const frame = image();

/** wan3.0: one model for text, frames and references (dashscope-api §3.1). */
const openModel: VideoModel = {
  id: 'wan3.0-video',
  modes: ['t2v', 'i2v', 'r2v'],
  status: 'current',
  released: '2026-08-06',
  regions,
  ...generation,
  sound: 'parameter',
  fields: {
    prompt: prompt(20_000),
    media: {
      kind: 'media',
      place: 'input',
      roles: {
        first_frame: { limits: frame, most: 1 },
        last_frame: { limits: frame, most: 1 },
        reference_image: { limits: frame, most: 10 },
        reference_video: { limits: video({ minSeconds: 1, maxSeconds: 15 }), most: 5 },
        reference_audio: { limits: audio(1, 15), most: 5 },
        file: { most: 1 },
        link: { most: 1 },
      },
      together: { roles: ['file', 'link'], most: 1 },
      // the provider finds this out only in the task (trap 16)
      exclusive: [
        ['first_frame', 'last_frame'],
        ['reference_image', 'reference_video', 'reference_audio', 'file', 'link'],
      ],
    },
    img_url: medium(frame, 'media/first_frame'),
    first_frame_url: medium(frame, 'media/first_frame'),
    last_frame_url: medium(frame, 'media/last_frame'),
    ...resolution(['480P', '720P', '1080P']),
    ratio: choice(['adaptive', '16:9', '4:3', '1:1', '3:4', '9:16']),
    duration: {
      kind: 'integer',
      place: 'parameters',
      minimum: 2,
      maximum: 30,
      also: [-1],
      default: 5,
    },
    audio: flag,
    ...switches,
  },
  requirements: [
    { rule: 'any_of', fields: ['prompt', 'media'] },
    { rule: 'duration_beside', role: 'reference_video', maximum: 30, secondsEach: 1 },
    { rule: 'seconds_in_all', roles: ['reference_video'], maximum: 15 },
    { rule: 'seconds_in_all', roles: ['reference_audio'], maximum: 15 },
    { rule: 'seconds_in_all', roles: ['reference_video'], maximum: 30, withDuration: true },
  ],
};

export const wan30Models: readonly VideoModel[] = [
  openModel,
  { ...openModel, id: 'wan3.0-video-prime', released: '2026-08-20' },
];
