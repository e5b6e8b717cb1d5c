import { realWorld, type World } from '../../shared/runtime/world.ts';
import { giveUpWaiting } from '../../shared/video/give-up-waiting.ts';
import { composeAnnouncingVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) =>
  stepHandler(world, composeAnnouncingVideoWork, giveUpWaiting);

export const handler = createHandler(realWorld());
