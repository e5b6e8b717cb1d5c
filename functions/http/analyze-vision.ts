import { realWorld, type World } from '../../shared/runtime/world.ts';
import { visionHandler } from '../edge/vision.ts';

export const createHandler = (world: World) => visionHandler(world, 'analyze');

export const handler = createHandler(realWorld());
