import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeClosing } from '../composition/closing.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) =>
  stepHandler(world, composeClosing, (work, job) => work.close(job));

export const handler = createHandler(realWorld());
