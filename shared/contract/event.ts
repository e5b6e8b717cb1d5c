import * as z from 'zod';
import { VideoJob } from './video.ts';

/** What can be told of a job, in the order in which it happens (api.md, Events). */
export const EventName = z.enum([
  'queued',
  'started',
  'timed_out',
  'completed',
  'recovered',
  'failed',
  'cancelled',
]);
export type EventName = z.infer<typeof EventName>;

/** Every event there is: what can be told of each kind of job. */
export const EventType = z
  .enum([
    'video.queued',
    'video.started',
    'video.timed_out',
    'video.completed',
    'video.recovered',
    'video.failed',
    'video.cancelled',
    'vision.completed',
    'vision.failed',
  ])
  .meta({ id: 'EventType' });
export type EventType = z.infer<typeof EventType>;

const VideoFile = VideoJob.shape.output.unwrap().shape.video;

/** A video job as events tell it: signed addresses live shorter than events do, so there are none. */
export const DescribedVideo = VideoJob.extend({
  output: z.object({ video: VideoFile.omit({ url: true, expires_at: true }) }).nullable(),
}).meta({ id: 'DescribedVideo' });
export type DescribedVideo = z.infer<typeof DescribedVideo>;

/** A CloudEvents 1.0 object; `id` is the same in every repeat, `subject` is the job's id. */
export const JobEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.literal('qwen-media'),
    type: EventType,
    subject: z.string(),
    time: z.string().meta({ format: 'date-time' }),
    datacontenttype: z.literal('application/json'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof JobEvent>;
