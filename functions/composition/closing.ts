import { SFNClient } from '@aws-sdk/client-sfn';
import { closeJob } from '../../shared/jobs/close-job.ts';
import { kindOf } from '../../shared/jobs/job-id.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { JobReference } from '../../shared/storage/keys.ts';
import { closeVideo } from '../../shared/video/close-video.ts';
import { announcerOf } from './announcer.ts';
import { executionsOf } from './executions.ts';
import { composeStorage, type Storage } from './storage.ts';

/** The right to tell of what has ended, and how a job of each kind is closed. */
export function closingOf(world: World, storage: Storage, stepFunctions: SFNClient) {
  const announcer = announcerOf(world, storage, stepFunctions);
  const work = { ...storage, announcer };
  const closers = {
    video: (job: JobReference) => closeVideo(work, job),
    vision: (job: JobReference) => closeJob(work, job),
  };
  /** Closes a job, whatever it makes, and says where it stands then. */
  const close = async (job: JobReference) => {
    const { phase } = await closers[kindOf(job.id)](job);
    return { phase };
  };
  return { announcer, close };
}

/** Storage, and what closes jobs. */
export function composeClosing(world: World) {
  const storage = composeStorage(world);
  return { ...storage, ...closingOf(world, storage, new SFNClient(world.aws)) };
}

/** The same, and the right to start executions of both kinds. */
export function composeExecutionCloser(world: World) {
  const [storage, stepFunctions] = [composeStorage(world), new SFNClient(world.aws)];
  const closing = closingOf(world, storage, stepFunctions);
  return { ...storage, ...closing, ...executionsOf(world, stepFunctions) };
}
