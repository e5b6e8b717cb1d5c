import type { World } from '../../shared/runtime/world.ts';
import type { VisionJobWork } from '../../shared/vision/run-vision.ts';
import { composeStorage } from './storage.ts';
import { composeVisionWork } from './vision-work.ts';

/** What working vision jobs off works with. */
export function composeVisionJobWork(world: World): VisionJobWork {
  return { ...composeStorage(world), ...composeVisionWork(world) };
}
