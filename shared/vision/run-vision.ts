import { randomUUID } from 'node:crypto';
import type { JobError } from '../contract/job.ts';
import { type VisionKind, type VisionRequest, visionRequests } from '../contract/vision.ts';
import type { JobOutput, JobRecord } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import type { Logger } from '../runtime/logger.ts';
import { sha256 } from '../runtime/sha256.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { answerVision } from './answer-vision.ts';
import { readResult } from './show-vision.ts';
import { answerLost, asksAgain, fateOf, neverAdmitted, Throttled } from './vision-fate.ts';
import type { VisionWork } from './vision-work.ts';

/** What working a vision job off works with. */
export type VisionJobWork = VisionWork & {
  readonly records: RecordStore;
  readonly store: ObjectStore;
  readonly logger: Logger;
};

/** Where the machine goes next. */
export type VisionStep = { readonly phase: JobRecord['phase'] };

/** Below the function's own time. */
const answerSeconds = 780;

/**
 * Asks the provider and keeps the answer before the record says so. A call whose answer was lost is asked once more:
 * it has been paid for twice then, at the price of an answer, and never a third time.
 * @throws Throttled when the provider was too busy, AnswerLost when a repeat may help
 */
export async function runVision(work: VisionJobWork, job: JobReference): Promise<VisionStep> {
  const record = await work.records.read(job);
  if (record.phase === 'admission') return admit(work, record);
  if (record.phase !== 'submitting') return { phase: record.phase };
  const kept = await readResult(work.store, record);
  if (kept) return complete(work, record);
  if (!asksAgain(record)) return fail(work, record, answerLost);
  const intentId = randomUUID();
  const replaces = record.intent?.id ?? '';
  return ask(
    work,
    await work.records.update(record, { type: 'repeat', intentId, replaces }),
    intentId,
  );
}

async function admit(work: VisionJobWork, record: JobRecord): Promise<VisionStep> {
  if (work.clock.now() >= new Date(record.admission_deadline_at))
    return fail(work, record, neverAdmitted(record));
  const intentId = randomUUID();
  return ask(work, await work.records.update(record, { type: 'intend', intentId }), intentId);
}

async function ask(work: VisionJobWork, record: JobRecord, intentId: string): Promise<VisionStep> {
  // another run of this job asks already
  if (record.intent?.id !== intentId) throw new Throttled(`${record.id}: asked elsewhere`);
  const { owner, id } = record;
  try {
    const [kind, request] = await requestOf(work, record);
    const caller = { owner, requestId: id };
    const result = await answerVision(work, caller, kind, request, answerSeconds);
    await work.store.createJson(keys.result(record), { ...result, id });
  } catch (error) {
    return settle(work, record, intentId, error);
  }
  return complete(work, record);
}

async function requestOf(
  { store }: VisionJobWork,
  record: JobRecord,
): Promise<[VisionKind, VisionRequest]> {
  const stored = await store.readJson(keys.request(record));
  const kind = record.mode as VisionKind;
  return [kind, visionRequests[kind].parse(stored?.value)];
}

/** What a failed call means: nothing was asked, the answer may be lost, or the provider said no. */
async function settle(
  work: VisionJobWork,
  record: JobRecord,
  intentId: string,
  error: unknown,
): Promise<VisionStep> {
  const fate = fateOf(record, error);
  work.logger.error('vision.failed', error, { id: record.id, owner: record.owner });
  if (fate instanceof Throttled) await work.records.update(record, { type: 'withdraw', intentId });
  if (fate instanceof Error) throw fate;
  const verdict = { status: 'failed', error: fate } as const;
  const { phase } = await work.records.update(record, { type: 'refuse', intentId, verdict });
  return { phase };
}

async function fail(work: VisionJobWork, job: JobRecord, error: JobError): Promise<VisionStep> {
  const verdict = { status: 'failed', error } as const;
  const { phase } = await work.records.update(job, { type: 'decide', verdict });
  return { phase };
}

/** Says that the answer is there, by what is there. */
async function complete({ records, store }: VisionJobWork, job: JobRecord): Promise<VisionStep> {
  const stored = await store.readJson(keys.result(job));
  const text = JSON.stringify(stored?.value);
  const output: JobOutput = {
    bucket: store.bucket,
    key: keys.result(job),
    bytes: Buffer.byteLength(text),
    sha256: sha256(text),
    content_type: 'application/json',
  };
  const verdict = { status: 'completed', error: null } as const;
  const { phase } = await records.update(job, { type: 'decide', verdict, output });
  return { phase };
}
