import { realWorld, type World } from '../../shared/runtime/world.ts';
import { submitTask } from '../../shared/video/submit-task.ts';
import { composeSubmitWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeSubmitWork, submitTask);

export const handler = createHandler(realWorld());
