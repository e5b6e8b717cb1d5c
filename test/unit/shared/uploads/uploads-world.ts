import { toEvent } from '../../../../infra/redrive/to-event.ts';
import type { JobError } from '../../../../shared/contract/job.ts';
import { eventClaimDays } from '../../../../shared/dead-letters/dead-letter.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { keepOutcome } from '../../../../shared/uploads/keep-outcome.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { describeVideo } from '../../../../shared/video/describe-video.ts';
import { describeVision } from '../../../../shared/vision/describe-vision.ts';
import type { startWorlds, VideoWorld } from '../../../support/in-process-world.ts';
import { photo } from '../../../support/media.ts';

type Worlds = Awaited<ReturnType<typeof startWorlds>>;

const request = { prompt: 'What is this?' };
export const rules: UploadEvent['rules'] = {
  photos: { owner: 'acme', task: 'analyze', request, sidecar: ['prompt'] },
  films: { owner: 'acme', task: 'video', request: { prompt: 'a cat' }, sidecar: [] },
};

export const failure: JobError = {
  ...{ code: 'x', message: 'no', provider_code: null, stage: 'submit' as const },
  ...{ retryable: false, maybe_billed: false },
};

let sequence = 0;
/** S3's event of an object that has just been created. */
function created(now: Date, key: string, etag?: string): UploadEvent {
  sequence += 1;
  const sequencer = sequence.toString(16).padStart(8, '0');
  const object = { key, size: 3, sequencer, etag: etag?.replaceAll('"', '') };
  const time = now.toISOString();
  return { rules, event: { id: `event-${sequence}`, time, detail: { object } } };
}

/** Puts an object there and gives the event of it. */
export async function drop(
  world: VideoWorld,
  key: string,
  bytes: Uint8Array | string = photo(),
): Promise<UploadEvent> {
  const { ETag } = await world.putObject(key, bytes);
  return created(world.clock.now(), key, ETag);
}

/** A world whose jobs tell their uploaders how they ended, as the functions do. */
export async function createUploadWorld(worlds: Worlds): Promise<VideoWorld> {
  const world = await worlds.create();
  const { store, records } = world.work;
  const { idempotency } = world.creator;
  const describe = (record: JobRecord) =>
    (record.kind === 'video' ? describeVideo : describeVision)(record);
  const announcer = {
    ...world.work.announcer,
    describe,
    keepOutcome: (record: JobRecord) =>
      keepOutcome({ store, records, idempotency, describe }, record),
  };
  Object.assign(world.work, { announcer });
  Object.assign(world.creator, { announcer });
  return world;
}

/** The job begun last; an execution is named after its job. */
export const lastJob = (world: VideoWorld) => ({
  owner: 'acme',
  id: world.machine.started.at(-1)?.name ?? '',
});

export const keysUnder = (world: VideoWorld, prefix: string) => world.work.store.listKeys(prefix);
export const letters = (world: VideoWorld) => keysUnder(world, 'dead-letters/uploads/');
export const read = async (world: VideoWorld, key: string) =>
  (await world.work.store.readJson(key))?.value as Record<string, unknown>;
export const resultOf = (world: VideoWorld, name: string) => read(world, `results/${name}.json`);

/** What RunVision and CloseJob leave of a job that went well. */
export async function complete(world: VideoWorld, job = lastJob(world)): Promise<void> {
  const { records, store, announcer } = world.work;
  await store.writeJson(keys.result(job), { text: 'a rocket' });
  await records.update(job, { type: 'decide', verdict: { status: 'completed', error: null } });
  await announcer.keepOutcome?.(await records.update(job, { type: 'close' }));
}

/** What CloseJob leaves of one that failed. */
export async function fail(world: VideoWorld, job = lastJob(world), error = failure) {
  const { records, announcer } = world.work;
  await records.update(job, { type: 'decide', verdict: { status: 'failed', error } });
  await announcer.keepOutcome?.(await records.update(job, { type: 'close' }));
}

/** What is left when the work of a job that had failed comes to something after all. */
export async function recover(world: VideoWorld, job: ReturnType<typeof lastJob>): Promise<void> {
  const record = await world.work.records.read(job);
  const recovered_at = record.updated_at;
  const kept = { ...record, status: 'completed', error: null, recovered_at } as const;
  await world.work.store.writeJson(keys.record(job), kept);
  await world.work.announcer.keepOutcome?.(kept);
}

/** The event by which a dead letter is tried again, a minute later. */
export async function redriven(world: VideoWorld, letter: string): Promise<UploadEvent> {
  world.clock.advance(60);
  const detail = JSON.parse(toEvent(await read(world, letter))?.Detail ?? '');
  const time = world.clock.now().toISOString();
  return { rules, event: { id: `redriven-${letter.split('/').at(-1)}`, time, detail } };
}

/** What the bucket's lifecycle takes away by now, by the days since it was written. */
export async function forget(
  world: VideoWorld,
  prefix: string,
  member: string,
  days: number,
): Promise<void> {
  const oldest = world.clock.now().getTime() - days * 24 * 3600 * 1000;
  for (const key of await keysUnder(world, prefix)) {
    const at = new Date(String((await read(world, key))[member])).getTime();
    if (at < oldest) await world.work.store.remove(key);
  }
}

/** The same of claims and of whose an object is. */
export const forgetClaims = (world: VideoWorld) =>
  forget(world, 'idempotency/', 'attempted_at', eventClaimDays + 1);
