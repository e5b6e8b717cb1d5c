import * as z from 'zod';
import { JobError, JobPhase, JobStatus } from './job.ts';
import { MediaText } from './media-value.ts';
import { Warning } from './vision.ts';

/** The longest a caller may let a job take: the provider forgets a task after 24 hours. */
const maxDeadlineSeconds = 72_000;

/** More than any model takes in one list. */
const maxElements = 50;

const metadata = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= 16, 'At most 16 pairs.');

/** What a video is made from. */
export const VideoMode = z.enum(['t2v', 'i2v', 'kf2v', 'r2v', 'vace', 'videoedit']);
export type VideoMode = z.infer<typeof VideoMode>;

const flag = z.boolean().optional();
const text = z.string().optional();
const number = z.number().optional();
const integer = z.int().optional();
const media = MediaText.optional();

/** One element of `media[]`; which types there are depends on the model. */
const MediaElement = z
  .strictObject({
    type: z.string().meta({ examples: ['first_frame', 'reference_image', 'video'] }),
    url: MediaText,
    reference_voice: MediaText.optional(),
  })
  .meta({ id: 'MediaElement' });

/** The fields that models take. */
const modelFields = {
  prompt: text,
  negative_prompt: text,
  duration: z.int().optional().meta({ description: 'Seconds.' }),
  size: text.meta({ examples: ['1280*720'] }),
  resolution: text.meta({ examples: ['720P'] }),
  ratio: text.meta({ examples: ['16:9'] }),
  seed: integer,
  prompt_extend: flag,
  watermark: flag,
  shot_type: text,
  audio: flag,
  template: text,
  audio_setting: text,
  function: text,
  control_condition: text,
  strength: number,
  mask_frame_id: integer,
  mask_type: text,
  expand_ratio: number,
  expand_mode: text,
  obj_or_bg: z.array(z.string()).max(maxElements).optional(),
  top_scale: number,
  bottom_scale: number,
  left_scale: number,
  right_scale: number,
};

/** The fields that carry media. */
const mediaFields = {
  img_url: media,
  reference_image: MediaText.optional().meta({ description: 'Another name for img_url.' }),
  first_frame_url: media,
  last_frame_url: media,
  first_clip_url: media,
  last_clip_url: media,
  audio_url: media,
  driving_audio_url: media,
  video_url: media,
  mask_image_url: media,
  mask_video_url: media,
  reference_urls: z.array(MediaText).max(maxElements).optional(),
  ref_images_url: z.array(MediaText).max(maxElements).optional(),
  media: z.array(MediaElement).max(maxElements).optional(),
};

/**
 * `POST /v1/videos` (api.md, Videos). Types only: what a field may hold depends on the model
 * and is checked against the catalogue, so that one answer names every problem. `GET /v1/models` tells.
 */
export const CreateVideoRequest = z
  .strictObject({
    mode: VideoMode.optional(),
    model: z.string().min(1).max(100).optional(),
    ...modelFields,
    ...mediaFields,
    task_id: z.string().min(1).max(200).optional().meta({
      description: 'Adopts a task that the provider has already, instead of making one.',
    }),
    deadline_seconds: z.int().min(60).max(maxDeadlineSeconds).optional(),
    webhook_url: z.string().max(2048).optional().meta({
      description: 'Is sent every event of the job by POST: https, port 443, a public host.',
    }),
    metadata: metadata.optional(),
  })
  .meta({ id: 'CreateVideoRequest' });
export type CreateVideoRequest = z.infer<typeof CreateVideoRequest>;

/** What the provider billed, in seconds, whatever its model calls it; `provider.usage` is its own words. */
export const VideoUsage = z
  .object({
    billed_seconds: z.number().nullable(),
    output_seconds: z.number().nullable(),
    input_seconds: z.number().nullable(),
    size: z
      .string()
      .optional()
      .meta({ examples: ['1280*720'] }),
    resolution: z
      .string()
      .optional()
      .meta({ examples: ['720P'] }),
    fps: z.number().optional(),
  })
  .meta({ id: 'VideoUsage' });
export type VideoUsage = z.infer<typeof VideoUsage>;

const time = z.string().meta({ format: 'date-time' });

/** A video job as every route and event shows it. `request` is normalised, its URLs without query. */
export const VideoJob = z
  .object({
    id: z.string(),
    object: z.literal('video'),
    status: JobStatus,
    phase: JobPhase,
    mode: z.string(),
    mode_reason: z.string().nullable().meta({ description: 'Why this mode was chosen.' }),
    model: z.string(),
    created_at: time,
    submitted_at: time.nullable(),
    started_at: time.nullable(),
    completed_at: time.nullable(),
    recovered_at: time.optional(),
    deadline_at: time,
    request: z.record(z.string(), z.unknown()),
    provider: z.object({
      name: z.literal('dashscope'),
      task_id: z.string().nullable(),
      task_status: z.string().nullable(),
      actual_prompt: z.string().nullable(),
      usage: z.record(z.string(), z.unknown()).nullable(),
    }),
    output: z
      .object({
        video: z.object({
          url: z.string(),
          expires_at: time,
          s3_uri: z.string(),
          bytes: z.int(),
          sha256: z.string(),
          content_type: z.string(),
        }),
      })
      .nullable(),
    usage: VideoUsage.nullable(),
    error: JobError.nullable(),
    warnings: z.array(Warning),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'VideoJob' });
export type VideoJob = z.infer<typeof VideoJob>;

/** `GET /v1/videos` query: newest first, `after` is the last id of the page before. */
export const ListVideosQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z
    .string()
    .regex(/^vid_[a-z0-9]+$/, 'Give the last_id of the page before.')
    .optional(),
  status: JobStatus.optional(),
});
export type ListVideosQuery = z.infer<typeof ListVideosQuery>;

/** One page of jobs. With `status` a page may be short while `has_more`; go on after `last_id`. */
export const VideoList = z
  .object({
    object: z.literal('list'),
    data: z.array(VideoJob),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  })
  .meta({ id: 'VideoList' });
export type VideoList = z.infer<typeof VideoList>;

/** What became of a wish to cancel: `requested` while nobody can know yet. */
export const CancelOutcome = z.object({
  state: z.enum(['cancelled', 'requested', 'too_late']),
  billed: z.enum(['no', 'unknown', 'yes']),
});
export type CancelOutcome = z.infer<typeof CancelOutcome>;

/** `POST /v1/videos/{id}/cancel`: the job and what became of the wish. */
export const CancelledVideo = VideoJob.extend({ cancel: CancelOutcome }).meta({
  id: 'CancelledVideo',
});

/** `DELETE /v1/videos/{id}`: record and video are gone. */
export const DeletedVideo = z
  .object({ id: z.string(), object: z.literal('video.deleted'), deleted: z.literal(true) })
  .meta({ id: 'DeletedVideo' });
