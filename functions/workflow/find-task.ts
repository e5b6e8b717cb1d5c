import { realWorld, type World } from '../../shared/runtime/world.ts';
import { findTask } from '../../shared/video/find-task.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeVideoWork, findTask);

export const handler = createHandler(realWorld());
