import { S3Client } from '@aws-sdk/client-s3';
import { Idempotency } from '../../shared/jobs/idempotency.ts';
import { RecordStore } from '../../shared/jobs/record-store.ts';
import { AssetStore } from '../../shared/media/assets.ts';
import {
  readEnvironment,
  StorageEnvironment,
  TimeEnvironment,
} from '../../shared/runtime/environment.ts';
import { loggerOf } from '../../shared/runtime/logger.ts';
import type { World } from '../../shared/runtime/world.ts';
import { ObjectStore } from '../../shared/storage/object-store.ts';

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
    assets: new AssetStore(store),
    idempotency: new Idempotency(store, clock),
    timeScale: TIME_SCALE,
    logger: loggerOf(world),
  };
}

export type Storage = ReturnType<typeof composeStorage>;
