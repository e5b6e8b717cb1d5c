import type { World } from '../../shared/runtime/world.ts';
import type { VisionCreator } from '../../shared/vision/create-vision.ts';
import type { VisionWork } from '../../shared/vision/vision-work.ts';
import { composeProvider } from './provider.ts';
import { composeExecutions } from './storage.ts';
import { composeVisionWork } from './vision-work.ts';

/** What the vision routes work with: an answer now, or a job. */
export function composeVisionCreator(world: World): VisionCreator & VisionWork {
  const { trustedOrigins } = composeProvider(world);
  return { ...composeExecutions(world), ...composeVisionWork(world), trustedOrigins };
}
