import { legacySamples } from './legacy-samples.ts';
import {
  clip,
  type ModelSample,
  made,
  many,
  media,
  picture,
  seed,
  switches,
  text,
  voice,
} from './sample-parts.ts';

const full = { negative_prompt: text(500), resolution: '1080P', ...switches };

const wan27Samples: ModelSample[] = [
  {
    ...{ model: 'wan2.7-t2v', name: 'text' },
    minimal: [{ model: 'wan2.7-t2v', prompt: 'a' }, made('1280*720', 5, true)],
    maximal: [
      {
        ...{ model: 'wan2.7-t2v', prompt: text(5000), ...full, ratio: '4:3', duration: 15 },
        ...{ audio_url: voice, shot_type: 'single' },
      },
      made('1648*1248', 15, true),
    ],
  },
  {
    ...{ model: 'wan2.7-i2v', name: 'frames' },
    minimal: [{ model: 'wan2.7-i2v', img_url: picture }, made('816*1104', 5, true)],
    maximal: [
      {
        ...{ model: 'wan2.7-i2v', prompt: text(5000), ...full, duration: 15 },
        ...{ first_frame_url: picture, last_frame_url: picture, driving_audio_url: voice },
      },
      made('1232*1648', 15, true),
    ],
  },
  {
    ...{ model: 'wan2.7-i2v', name: 'a clip to go on from' },
    minimal: [
      { model: 'wan2.7-i2v', media: media('first_clip'), duration: 5 },
      made('816*1104', 5, true),
    ],
    maximal: [
      {
        ...{ model: 'wan2.7-i2v', prompt: text(5000), ...full, duration: 15 },
        ...{ first_clip_url: clip, media: media('last_frame') },
      },
      made('1232*1648', 15, true),
    ],
  },
  ...['wan2.7-r2v', 'wan2.7-r2v-2026-06-12'].map((model): ModelSample => {
    const references = media('reference_image', 'reference_image', 'reference_image');
    const spoken = { type: 'reference_video', url: clip, reference_voice: voice };
    return {
      ...{ model, name: 'references' },
      minimal: [{ model, prompt: 'a', media: media('reference_image') }, made('1280*720', 5, true)],
      maximal: [
        {
          ...{ model, prompt: text(5000), ...full, ratio: '3:4', duration: 10 },
          media: [...references, spoken, spoken],
        },
        made('1248*1648', 10, true),
      ],
    };
  }),
  {
    ...{ model: 'wan2.7-videoedit', name: 'a video' },
    minimal: [{ model: 'wan2.7-videoedit', video_url: clip }, made('816*1104', 3, true)],
    maximal: [
      {
        ...{ model: 'wan2.7-videoedit', prompt: text(5000), ...full, ratio: '1:1', duration: 2 },
        ...{ audio_setting: 'origin', media: media('video', ...many(4, 'reference_image')) },
      },
      made('1440*1440', 2, true),
    ],
  },
];

const openSamples = ['wan3.0-video', 'wan3.0-video-prime'].flatMap((model): ModelSample[] => {
  const most = { model, prompt: text(20_000), resolution: '1080P', audio: true, ...switches };
  return [
    {
      ...{ model, name: 'text' },
      minimal: [{ model, prompt: 'a' }, made('1280*720', 5, true)],
      maximal: [{ ...most, ratio: '9:16', duration: 30 }, made('1080*1920', 30, true)],
    },
    {
      ...{ model, name: 'frames' },
      minimal: [{ model, media: media('first_frame'), audio: false }, made('816*1104', 5, false)],
      maximal: [
        { ...most, first_frame_url: picture, last_frame_url: picture, duration: 30 },
        made('1232*1648', 30, true),
      ],
    },
    {
      ...{ model, name: 'references' },
      minimal: [
        { model, media: media('reference_image'), resolution: '480P' },
        made('544*720', 5, true),
      ],
      maximal: [
        {
          ...{ ...most, ratio: '16:9', duration: 15 },
          media: media(
            ...many(10, 'reference_image'),
            ...many(5, 'reference_video'),
            'reference_audio',
          ),
        },
        made('1920*1080', 15, true),
      ],
    },
  ];
});

const horse = { resolution: '1080P', watermark: true, seed };

const happyHorseSamples = ['1.1', '1.0'].flatMap((version): ModelSample[] => {
  const [t2v, i2v, r2v] = ['t2v', 'i2v', 'r2v'].map((kind) => `happyhorse-${version}-${kind}`);
  return [
    {
      ...{ model: t2v ?? '', name: 'text' },
      minimal: [{ model: t2v, prompt: 'a' }, made('1280*720', 5, true)],
      maximal: [
        { model: t2v, prompt: '马'.repeat(2500), ...horse, ratio: '9:16', duration: 15 },
        made('1080*1920', 15, true),
      ],
    },
    {
      ...{ model: i2v ?? '', name: 'a first frame' },
      minimal: [{ model: i2v, img_url: picture }, made('816*1104', 5, true)],
      maximal: [
        {
          ...{ model: i2v, prompt: text(5000), ...horse, duration: 15 },
          media: media('first_frame'),
        },
        made('1232*1648', 15, true),
      ],
    },
    {
      ...{ model: r2v ?? '', name: 'references' },
      minimal: [
        { model: r2v, prompt: 'a', media: media('reference_image') },
        made('1280*720', 5, true),
      ],
      maximal: [
        {
          ...{ model: r2v, prompt: text(5000), ...horse, ratio: '1:1', duration: 15 },
          media: media(...many(9, 'reference_image')),
        },
        made('1440*1440', 15, true),
      ],
    },
  ];
});

const horseEdit = 'happyhorse-1.0-video-edit';

/** Every model in every way that it can be asked. */
export const modelSamples: readonly ModelSample[] = [
  ...legacySamples,
  ...wan27Samples,
  ...openSamples,
  ...happyHorseSamples,
  {
    ...{ model: horseEdit, name: 'a video' },
    minimal: [{ model: horseEdit, prompt: 'a', video_url: clip }, made('816*1104', 3, true)],
    maximal: [
      {
        ...{ model: horseEdit, prompt: text(5000), ...horse, audio_setting: 'origin' },
        media: media('video', ...many(5, 'reference_image')),
      },
      made('1232*1648', 3, true),
    ],
  },
];
