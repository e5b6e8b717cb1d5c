import { realWorld, type World } from '../../shared/runtime/world.ts';
import { pollTask } from '../../shared/video/poll-task.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeVideoWork, pollTask);

export const handler = createHandler(realWorld());
