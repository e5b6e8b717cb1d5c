import { SFNClient } from '@aws-sdk/client-sfn';
import type { World } from '../../shared/runtime/world.ts';
import { closingOf } from './closing.ts';
import { executionsOf } from './executions.ts';
import { composeVideoWork } from './video-work.ts';

/** What the hourly sweep works with: all that the workflows' steps have, and the right to start executions. */
export function composeSweeper(world: World) {
  const [work, stepFunctions] = [composeVideoWork(world), new SFNClient(world.aws)];
  const closing = closingOf(world, work, stepFunctions);
  return { ...work, ...closing, ...executionsOf(world, stepFunctions) };
}
