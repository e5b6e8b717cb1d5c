import { SFNClient } from '@aws-sdk/client-sfn';
import type { World } from '../../shared/runtime/world.ts';
import type { VisionCreator } from '../../shared/vision/create-vision.ts';
import type { VisionWork } from '../../shared/vision/vision-work.ts';
import { composeDelivery } from './delivery.ts';
import { executionsOf } from './executions.ts';
import { visionWorkOf } from './vision-work.ts';

/** What the vision routes work with: an answer now, or a job. */
export function composeVisionCreator(world: World): VisionCreator & VisionWork {
  const delivery = composeDelivery(world);
  const executions = executionsOf(world, new SFNClient(world.aws));
  return { ...delivery, ...executions, ...visionWorkOf(world, delivery) };
}
