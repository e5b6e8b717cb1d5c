import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Announcer } from '../../shared/events/announce.ts';
import { EventBus } from '../../shared/events/event-bus.ts';
import { WebhookDeliveries } from '../../shared/events/webhook-deliveries.ts';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { AnnouncementEnvironment, readEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { keepOutcome } from '../../shared/uploads/keep-outcome.ts';
import { describeVideo } from '../../shared/video/describe-video.ts';
import { describeVision } from '../../shared/vision/describe-vision.ts';
import type { Storage } from './storage.ts';

/** How a job of each kind reads. */
const describers = { video: describeVideo, vision: describeVision } as const;

/** The right to tell of jobs: on the bus, and to their webhooks. */
export function announcerOf(
  world: World,
  { store, records, idempotency }: Storage,
  stepFunctions: SFNClient,
): Announcer {
  const { EVENT_BUS_NAME, WEBHOOK_MACHINE_ARN } = readEnvironment(
    AnnouncementEnvironment,
    world.environment,
  );
  const describe = (record: JobRecord) => describers[record.kind](record);
  return {
    bus: new EventBus(new EventBridgeClient(world.aws), EVENT_BUS_NAME),
    deliveries: new WebhookDeliveries(stepFunctions, WEBHOOK_MACHINE_ARN),
    describe,
    keepOutcome: (record) => keepOutcome({ store, records, idempotency, describe }, record),
  };
}
