import { Command } from '../../shared/commands/command.ts';
import { runCommand } from '../../shared/commands/run-command.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeTaskAdopter } from '../composition/task-adopter.ts';
import { eventHandler } from '../edge/event.ts';

export const createHandler = (world: World) =>
  eventHandler(world, composeTaskAdopter, (work, event) => runCommand(work, Command.parse(event)));

export const handler = createHandler(realWorld());
