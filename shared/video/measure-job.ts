import * as z from 'zod';
import type { JobRecord } from '../jobs/job-record.ts';
import type { Measurements } from '../runtime/metrics.ts';

const seconds = z.coerce.number().nonnegative();

/** Families tell what they charge for under one of two names (dashscope-api §4.4). */
const Usage = z.object({ duration: seconds.optional(), video_duration: seconds.optional() });

const metricOfStatus = {
  completed: 'VideosCompleted',
  failed: 'VideosFailed',
  cancelled: 'VideosCancelled',
  timed_out: 'VideosTimedOut',
} as const;

/** What a job that has just been closed tells about the service and its cost. */
export function measurementsOf(record: JobRecord): Measurements {
  const { status, error, created_at, completed_at, provider } = record;
  if (status === 'queued' || status === 'in_progress') return {};
  const usage = Usage.safeParse(provider.usage).data;
  const BilledSeconds = usage?.duration ?? usage?.video_duration;
  const isMade = status === 'completed' && completed_at !== null;
  return {
    [metricOfStatus[status]]: 1,
    ...(error?.maybe_billed && { VideosMaybeBilled: 1 }),
    ...(BilledSeconds !== undefined && { BilledSeconds }),
    ...(isMade && {
      SecondsToComplete: (Date.parse(completed_at) - Date.parse(created_at)) / 1000,
    }),
  };
}
