import { clip, picture, voice } from '../../../support/sample-parts.ts';
import { field, type Limit, many } from './limit-of-field.ts';

const image = { type: 'reference_image', url: picture };
const footage = { type: 'reference_video', url: clip };
const frame = { type: 'first_frame', url: picture };
const last = { type: 'last_frame', url: picture };
const head = { type: 'first_clip', url: clip };
const sound = { type: 'driving_audio', url: voice };
const link = { type: 'link', url: 'https://example.com/page' };
const file = { type: 'file', url: 'https://example.com/plan.pdf' };
const spoken = { type: 'reference_audio', url: voice };
const source = { type: 'video', url: clip };

/** How many media of which kind go together (dashscope-api §3.1, §3.3–§3.6, §3.10). */
export const mediaLimits: readonly Limit[] = [
  field(
    'wan2.7-i2v',
    'media',
    [[frame], [frame, sound], [frame, last], [frame, last, sound], [head], [head, last]],
    [[], [last], [sound], [head, sound], [head, frame], [frame, last, head]],
    { img_url: undefined },
  ),
  field('wan2.7-r2v', 'media', [many(5, image), [frame, footage]], [[frame]]),
  field('wan2.7-r2v', 'media', [[...many(4, image), footage]], [[...many(5, image), footage]], {
    pointer: '/media/5',
  }),
  field('wan2.7-r2v', 'duration', [10], [11, 15], { media: [image, footage] }),
  field('wan2.7-videoedit', 'media', [[source, ...many(4, image)]], [[image]], {
    video_url: undefined,
  }),
  field('wan2.7-videoedit', 'media', [[source]], [[source, ...many(5, image)]], {
    video_url: undefined,
    pointer: '/media/5',
  }),
  field('wan3.0-video', 'media', [many(10, image)], [many(11, image)], { pointer: '/media/10' }),
  field('wan3.0-video', 'media', [many(5, footage)], [many(6, footage)], { pointer: '/media/5' }),
  field('wan3.0-video', 'media', [many(3, spoken)], [many(6, spoken)], { pointer: '/media/5' }),
  field(
    'wan3.0-video',
    'media',
    [
      [frame, last],
      [image, footage, spoken, link],
    ],
    [
      [frame, image],
      [last, footage],
      [frame, spoken],
      [frame, file],
      [last, link],
    ],
  ),
  field('wan3.0-video', 'media', [[file], [link]], [[file, link]], { pointer: '/media/1' }),
  field('wan3.0-video', 'duration', [27], [30], { media: [footage] }),
  field('wan3.0-video', 'duration', [15], [26, 30], { media: many(5, footage) }),
  field('happyhorse-1.1-r2v', 'media', [many(9, image)], [many(10, image)], {
    pointer: '/media/9',
  }),
  field('happyhorse-1.1-r2v', 'media', [[image]], [[]]),
  field(
    'happyhorse-1.0-video-edit',
    'media',
    [[source, ...many(5, image)]],
    [[source, ...many(6, image)]],
    {
      video_url: undefined,
      pointer: '/media/6',
    },
  ),
  field(
    'wan2.6-r2v',
    'reference_urls',
    [many(5, picture), [...many(3, clip), picture, picture]],
    [[], many(6, picture), many(4, clip)],
  ),
];

const editing = { sample: 'video_edit' };
const extending = { sample: 'video_extension' };
const scales = ['top_scale', 'bottom_scale', 'left_scale', 'right_scale'];

/** The functions of VACE (dashscope-api §3.11). */
export const vaceLimits: readonly Limit[] = [
  field('wan2.1-vace-plus', 'ref_images_url', [[picture]], [[], undefined], {
    sample: 'image_reference',
  }),
  field('wan2.1-vace-plus', 'ref_images_url', [], [many(4, picture)], {
    ...{ sample: 'image_reference', obj_or_bg: many(4, 'obj') },
  }),
  field('wan2.1-vace-plus', 'obj_or_bg', [['obj', 'bg']], [['obj'], undefined, many(3, 'obj')], {
    ...{ sample: 'image_reference', ref_images_url: many(2, picture) },
  }),
  field('wan2.1-vace-plus', 'obj_or_bg', [['bg', 'obj']], [['bg', 'bg']], {
    ...{ sample: 'image_reference', ref_images_url: many(2, picture), pointer: '/obj_or_bg/1' },
  }),
  field(
    'wan2.1-vace-plus',
    'control_condition',
    ['posebodyface', 'posebody', 'depth', 'scribble'],
    ['', 'canny', undefined],
    { sample: 'video_repainting' },
  ),
  field('wan2.1-vace-plus', 'strength', [0, 1], [-0.1, 1.1], { sample: 'video_repainting' }),
  field('wan2.1-vace-plus', 'ref_images_url', [[picture]], [[picture, picture]], {
    sample: 'video_repainting',
  }),
  field(
    'wan2.1-vace-plus',
    'control_condition',
    ['', 'posebodyface', 'depth'],
    ['scribble'],
    editing,
  ),
  field('wan2.1-vace-plus', 'mask_frame_id', [1, 16], [0], editing),
  field('wan2.1-vace-plus', 'mask_type', ['tracking', 'fixed'], ['moving'], editing),
  field('wan2.1-vace-plus', 'expand_ratio', [0, 1], [-0.01, 1.01], editing),
  field('wan2.1-vace-plus', 'expand_mode', ['hull', 'bbox', 'original'], ['box'], editing),
  field('wan2.1-vace-plus', 'mask_image_url', [picture], [undefined], editing),
  field('wan2.1-vace-plus', 'control_condition', ['', 'depth'], ['posebody'], extending),
  field('wan2.1-vace-plus', 'control_condition', ['depth'], ['', undefined], {
    ...{ ...extending, video_url: clip, pointer: '/video_url' },
  }),
  field('wan2.1-vace-plus', 'first_clip_url', [clip], [undefined], {
    ...{ ...extending, pointer: '/first_frame_url' },
  }),
  ...scales.map((name) =>
    field('wan2.1-vace-plus', name, [1, 2], [0.99, 2.01], { sample: 'video_outpainting' }),
  ),
];
