import { Tasks } from '../../shared/dashscope/tasks.ts';
import { MediaDelivery } from '../../shared/media/delivery.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { TaskAdopter } from '../../shared/video/adopt-task.ts';
import { composeAnnouncer } from './announcer.ts';
import { composeCarrier } from './carrier.ts';
import { composeExecutions } from './storage.ts';
import { composeVideoCatalogue } from './video-catalogue.ts';

/** What creating a job works with, be it new or a task that exists. */
export function composeTaskAdopter(world: World): TaskAdopter {
  const { send, carrier, trustedOrigins } = composeCarrier(world);
  const media = new MediaDelivery(carrier);
  const catalogue = composeVideoCatalogue(world);
  const tasks = new Tasks(send);
  const announcer = composeAnnouncer(world);
  return { ...composeExecutions(world), announcer, media, trustedOrigins, tasks, catalogue };
}
