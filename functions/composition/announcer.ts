import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Announcer } from '../../shared/events/announce.ts';
import { EventBus } from '../../shared/events/event-bus.ts';
import { WebhookDeliveries } from '../../shared/events/webhook-deliveries.ts';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { RecordStore } from '../../shared/jobs/record-store.ts';
import {
  AnnouncementEnvironment,
  readEnvironment,
  StorageEnvironment,
} from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import { keepOutcome } from '../../shared/uploads/keep-outcome.ts';
import { describeVideo } from '../../shared/video/describe-video.ts';
import { describeVision } from '../../shared/vision/describe-vision.ts';

/** How a job of each kind reads. */
const describers = { video: describeVideo, vision: describeVision } as const;

/** The right to tell of jobs: on the bus, and to their webhooks. */
export function composeAnnouncer(world: World): Announcer {
  const { EVENT_BUS_NAME, WEBHOOK_MACHINE_ARN } = readEnvironment(
    AnnouncementEnvironment,
    world.environment,
  );
  const { MEDIA_BUCKET } = readEnvironment(StorageEnvironment, world.environment);
  const store = new ObjectStore(new S3Client(world.aws), MEDIA_BUCKET);
  const records = new RecordStore(store, world.clock);
  const describe = (record: JobRecord) => describers[record.kind](record);
  return {
    bus: new EventBus(new EventBridgeClient(world.aws), EVENT_BUS_NAME),
    deliveries: new WebhookDeliveries(new SFNClient(world.aws), WEBHOOK_MACHINE_ARN),
    describe,
    keepOutcome: (record) => keepOutcome({ store, records, describe }, record),
  };
}
