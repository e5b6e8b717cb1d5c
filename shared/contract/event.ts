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
    type: z.string().meta({ examples: ['video.completed'] }),
    subject: z.string(),
    time: z.string().meta({ format: 'date-time' }),
    datacontenttype: z.literal('application/json'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof JobEvent>;
