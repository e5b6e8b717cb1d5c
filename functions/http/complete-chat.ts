import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeVisionWork } from '../composition/vision-work.ts';
import { chatHandler } from '../edge/chat.ts';

export const createHandler = (world: World) => chatHandler(world, composeVisionWork);

export const handler = createHandler(realWorld());
