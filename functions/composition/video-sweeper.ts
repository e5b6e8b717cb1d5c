import type { World } from '../../shared/runtime/world.ts';
import type { VideoSweeper } from '../../shared/video/sweep-videos.ts';
import { composeExecutions } from './storage.ts';
import { composeVideoWork } from './video-work.ts';

/** What the hourly sweep works with: all that the workflow's steps have, and the right to start executions. */
export function composeVideoSweeper(world: World): VideoSweeper {
  return { ...composeVideoWork(world), ...composeExecutions(world) };
}
