import { Command } from '../../shared/commands/command.ts';
import { runCommand } from '../../shared/commands/run-command.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeCommandWork } from '../composition/command-work.ts';
import { eventHandler } from '../edge/event.ts';

export const createHandler = (world: World) =>
  eventHandler(world, composeCommandWork, (work, event) => runCommand(work, Command.parse(event)));

export const handler = createHandler(realWorld());
