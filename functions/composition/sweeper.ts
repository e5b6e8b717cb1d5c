import type { World } from '../../shared/runtime/world.ts';
import { composeExecutionCloser } from './closing.ts';
import { composeVideoWork } from './video-work.ts';

/** What the hourly sweep works with: all that the workflows' steps have, and the right to start executions. */
export function composeSweeper(world: World) {
  return { ...composeVideoWork(world), ...composeExecutionCloser(world) };
}
