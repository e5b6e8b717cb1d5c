import { Command, RedrivenCommand } from '../../shared/commands/command.ts';
import { rerunCommand, runCommand } from '../../shared/commands/run-command.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeCommandWork } from '../composition/command-work.ts';
import { eventHandler } from '../edge/event.ts';

const isRedriven = (event: unknown) => Object.hasOwn(Object(event), 'rules');

export const createHandler = (world: World) =>
  eventHandler(world, composeCommandWork, (work, event) =>
    isRedriven(event)
      ? rerunCommand(work, RedrivenCommand.parse(event))
      : runCommand(work, Command.parse(event)),
  );

export const handler = createHandler(realWorld());
