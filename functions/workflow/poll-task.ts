import { realWorld, type World } from '../../shared/runtime/world.ts';
import { pollTask } from '../../shared/video/poll-task.ts';
import { composeAnnouncingVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) =>
  stepHandler(world, composeAnnouncingVideoWork, pollTask);

export const handler = createHandler(realWorld());
