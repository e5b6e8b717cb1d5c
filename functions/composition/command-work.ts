import type { CommandWork } from '../../shared/commands/run-command.ts';
import type { World } from '../../shared/runtime/world.ts';
import { composeDelivery } from './delivery.ts';
import { taskAdopterOf } from './task-adopter.ts';
import { visionWorkOf } from './vision-work.ts';

/** What work that nobody called for over HTTP is accepted with. */
export function composeCommandWork(world: World): CommandWork {
  const delivery = composeDelivery(world);
  return { ...visionWorkOf(world, delivery), ...taskAdopterOf(world, delivery) };
}
