import { vi } from 'vitest';
import type { VideoJob } from '../../shared/contract/video.ts';
import type { Caller } from './caller.ts';

const interval = 250;
/** A job at the twin's default speed takes about 5 s; on a machine that is busy, much longer. */
export const patience = 120_000;

/** The job as soon as its work has ended, however it did. */
export function untilClosed(caller: Caller, id: string): Promise<VideoJob> {
  return untilJob(caller, id, ({ phase }) => phase === 'closed');
}

/** The job as soon as it is as wanted. */
export function untilJob(
  caller: Caller,
  id: string,
  isWanted: (job: VideoJob) => boolean,
): Promise<VideoJob> {
  const look = async () => {
    const job = await caller.readVideo(id);
    if (!isWanted(job)) throw new Error(`${id} is ${job.status}, ${job.phase}`);
    return job;
  };
  return vi.waitFor(look, { interval, timeout: patience });
}
