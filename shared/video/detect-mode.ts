import type { VideoMode } from '../contract/video.ts';
import { type GivenFields, listedElements } from './given-fields.ts';
import type { VideoModel } from './models/video-model.ts';

/** What a request makes, and why we think so. */
export type DetectedMode = { readonly mode: VideoMode; readonly reason: string };

type Sign = {
  readonly mode: VideoMode;
  readonly fields: readonly string[];
  /** Types of elements of `media[]`. */
  readonly elements: readonly string[];
};

/** Fields that tell a mode, the most telling first; a request with none of them is text to video. */
const signs: readonly Sign[] = [
  {
    mode: 'vace',
    fields: ['function', 'ref_images_url', 'mask_image_url', 'mask_video_url', 'last_clip_url'],
    elements: [],
  },
  { mode: 'videoedit', fields: ['video_url', 'audio_setting'], elements: ['video'] },
  {
    mode: 'r2v',
    fields: ['reference_urls'],
    elements: ['reference_image', 'reference_video', 'reference_audio', 'file', 'link'],
  },
  { mode: 'kf2v', fields: ['first_frame_url', 'last_frame_url'], elements: [] },
  {
    mode: 'i2v',
    fields: [
      'img_url',
      'first_frame_url',
      'last_frame_url',
      'first_clip_url',
      'driving_audio_url',
      'template',
    ],
    elements: ['first_frame', 'last_frame', 'first_clip', 'driving_audio'],
  },
];

/**
 * The mode of a request, from its fields and from what its model makes (api.md, Videos).
 * @param row the model, when the caller named one that there is
 */
export function detectMode(given: GivenFields, row: VideoModel | undefined): DetectedMode {
  const [only, ...others] = row?.modes ?? [];
  if (row && only && others.length === 0) return { mode: only, reason: `${row.id} makes ${only}` };
  const possible = signs.filter(({ mode }) => !row || row.modes.includes(mode));
  for (const { mode, fields, elements } of possible) {
    const field = fields.find((name) => given[name] !== undefined);
    if (field) return { mode, reason: `${field} is given` };
    const element = listedElements(given).find(({ type }) => elements.includes(type));
    if (element) return { mode, reason: `media has a ${element.type}` };
  }
  return { mode: 't2v', reason: 'there is nothing but text' };
}
