import { realWorld, type World } from '../../shared/runtime/world.ts';
import { deliverMedia } from '../../shared/video/deliver-media.ts';
import { composeSubmitWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeSubmitWork, deliverMedia);

export const handler = createHandler(realWorld());
