import { realWorld, type World } from '../../shared/runtime/world.ts';
import { runVision } from '../../shared/vision/run-vision.ts';
import { composeVisionJobWork } from '../composition/vision-job-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeVisionJobWork, runVision);

export const handler = createHandler(realWorld());
