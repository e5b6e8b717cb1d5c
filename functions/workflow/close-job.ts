import { realWorld, type World } from '../../shared/runtime/world.ts';
import { closeJob } from '../../shared/video/close-job.ts';
import { composeCloser } from '../composition/storage.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeCloser, closeJob);

export const handler = createHandler(realWorld());
