import { SFNClient } from '@aws-sdk/client-sfn';
import { Tasks } from '../../shared/dashscope/tasks.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { TaskAdopter } from '../../shared/video/adopt-task.ts';
import { announcerOf } from './announcer.ts';
import { composeDelivery, type Delivery } from './delivery.ts';
import { executionsOf } from './executions.ts';
import { composeVideoCatalogue } from './video-catalogue.ts';

/** What creating a job works with, be it new or a task that exists. */
export function taskAdopterOf(world: World, delivery: Delivery): TaskAdopter {
  const stepFunctions = new SFNClient(world.aws);
  return {
    ...delivery,
    ...executionsOf(world, stepFunctions),
    announcer: announcerOf(world, delivery, stepFunctions),
    tasks: new Tasks(delivery.send),
    catalogue: composeVideoCatalogue(world),
  };
}

/** The same for a function that does nothing else. */
export function composeTaskAdopter(world: World): TaskAdopter {
  return taskAdopterOf(world, composeDelivery(world));
}
