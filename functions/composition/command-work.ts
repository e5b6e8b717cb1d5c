import type { CommandWork } from '../../shared/commands/run-command.ts';
import type { World } from '../../shared/runtime/world.ts';
import { composeTaskAdopter } from './task-adopter.ts';
import { composeVisionWork } from './vision-work.ts';

/** What work that nobody called for over HTTP is accepted with. */
export function composeCommandWork(world: World): CommandWork {
  return { ...composeVisionWork(world), ...composeTaskAdopter(world) };
}
