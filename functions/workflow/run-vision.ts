import { realWorld, type World } from '../../shared/runtime/world.ts';
import { runVision } from '../../shared/vision/run-vision.ts';
import { composeVisionWork } from '../composition/vision-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeVisionWork, runVision);

export const handler = createHandler(realWorld());
