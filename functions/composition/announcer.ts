import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Announcer } from '../../shared/events/announce.ts';
import { EventBus } from '../../shared/events/event-bus.ts';
import { WebhookDeliveries } from '../../shared/events/webhook-deliveries.ts';
import { AnnouncementEnvironment, readEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { describeVideo } from '../../shared/video/describe-video.ts';

/** The right to tell of jobs: on the bus, and to their webhooks. */
export function composeAnnouncer(world: World): Announcer {
  const { EVENT_BUS_NAME, WEBHOOK_MACHINE_ARN } = readEnvironment(
    AnnouncementEnvironment,
    world.environment,
  );
  return {
    bus: new EventBus(new EventBridgeClient(world.aws), EVENT_BUS_NAME),
    deliveries: new WebhookDeliveries(new SFNClient(world.aws), WEBHOOK_MACHINE_ARN),
    describe: describeVideo,
  };
}
