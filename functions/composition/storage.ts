import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Executions } from '../../shared/jobs/executions.ts';
import { Idempotency } from '../../shared/jobs/idempotency.ts';
import { RecordStore } from '../../shared/jobs/record-store.ts';
import { AssetStore } from '../../shared/media/assets.ts';
import {
  readEnvironment,
  StorageEnvironment,
  TimeEnvironment,
  WorkflowEnvironment,
} from '../../shared/runtime/environment.ts';
import { loggerOf } from '../../shared/runtime/logger.ts';
import type { World } from '../../shared/runtime/world.ts';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import { composeAnnouncer } from './announcer.ts';

/** Records and uploads: what a function that never calls the provider works with. */
export function composeStorage(world: World) {
  const { MEDIA_BUCKET } = readEnvironment(StorageEnvironment, world.environment);
  const { TIME_SCALE } = readEnvironment(TimeEnvironment, world.environment);
  const { clock } = world;
  const store = new ObjectStore(new S3Client(world.aws), MEDIA_BUCKET);
  return {
    store,
    clock,
    records: new RecordStore(store, clock),
    assets: new AssetStore(store, clock),
    idempotency: new Idempotency(store, clock),
    timeScale: TIME_SCALE,
    logger: loggerOf(world),
  };
}

/** Storage, and the right to tell of what has ended. */
export function composeCloser(world: World) {
  return { ...composeStorage(world), announcer: composeAnnouncer(world) };
}

/** Storage, and the right to start executions. */
export function composeExecutions(world: World) {
  const workflow = readEnvironment(WorkflowEnvironment, world.environment);
  const machines = { video: workflow.STATE_MACHINE_ARN, vision: workflow.VISION_MACHINE_ARN };
  const executions = new Executions(new SFNClient(world.aws), machines);
  const limits = {
    deadlineSeconds: workflow.DEADLINE_SECONDS,
    admissionSeconds: workflow.ADMISSION_SECONDS,
  };
  return { ...composeStorage(world), executions, limits };
}
