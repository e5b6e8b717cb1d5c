import { closeJob } from '../../shared/jobs/close-job.ts';
import { kindOf } from '../../shared/jobs/job-id.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { JobReference } from '../../shared/storage/keys.ts';
import { closeVideo } from '../../shared/video/close-video.ts';
import { composeAnnouncer } from './announcer.ts';
import { composeExecutions, composeStorage } from './storage.ts';

/** Storage, the right to tell of what has ended, and how a job of each kind is closed. */
export function composeClosing(world: World) {
  const work = { ...composeStorage(world), announcer: composeAnnouncer(world) };
  const closers = {
    video: (job: JobReference) => closeVideo(work, job),
    vision: (job: JobReference) => closeJob(work, job),
  };
  /** Closes a job, whatever it makes, and says where it stands then. */
  const close = async (job: JobReference) => {
    const { phase } = await closers[kindOf(job.id)](job);
    return { phase };
  };
  return { ...work, close };
}

/** The same, and the right to start executions of both kinds. */
export function composeExecutionCloser(world: World) {
  return { ...composeClosing(world), ...composeExecutions(world) };
}
