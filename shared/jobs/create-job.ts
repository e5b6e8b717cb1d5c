import { isDeepStrictEqual } from 'node:util';
import { ServiceError } from '../contract/service-error.ts';
import { keepWebhook } from '../events/webhook.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { Executions } from './executions.ts';
import {
  type Admission,
  type Idempotency,
  jobIsGone,
  type RequestCaller,
  type RequestIdentity,
} from './idempotency.ts';
import { jobError } from './job-error.ts';
import type { JobRecord } from './job-record.ts';
import type { RecordStore } from './record-store.ts';

/** What creating a job of any kind works with. */
export type JobCreator = {
  readonly store: ObjectStore;
  readonly records: RecordStore;
  readonly executions: Executions;
  readonly idempotency: Idempotency;
  readonly timeScale: number;
  readonly clock: Clock;
  /** A laptop's own origins, which may be sent webhooks. */
  readonly trustedOrigins: readonly string[];
};

export type CreatedJob = { readonly record: JobRecord; readonly replayed: boolean };

/** A request whose fields are as they should be. */
export type NewJob = RequestIdentity & {
  /** As sent; its URLs may be signed. */
  readonly request: { readonly webhook_url?: string };
  /** Looks at what costs a call to look at. @throws ServiceError */
  readonly check?: () => Promise<void>;
  /** The same for every repeat of a request. */
  readonly recordOf: (job: { owner: string; id: string }, admission: Admission) => JobRecord;
  /** Tells of a job that was started. */
  readonly tell?: (record: JobRecord) => Promise<void>;
  /** Closes a job that could not be started; one that is not closed here is left to the sweep. */
  readonly close?: (record: JobRecord) => Promise<unknown>;
};

/**
 * Writes a job down and starts it, once for all repeats of its request. The order lets a sweep finish what a dying
 * process left: marker, request, record, execution.
 */
export async function createJob(creator: JobCreator, job: NewJob): Promise<CreatedJob> {
  const { owner } = job;
  const { admission, existing } = await admitJob(creator, job);
  const { id, claimKey, replayed } = admission;
  if (existing) return { record: await restart(creator, existing, admission), replayed };
  await job.check?.();
  const record = { ...job.recordOf({ owner, id }, admission), upload: job.upload ?? null };
  refuseUntellable(record);
  const written = await writeDown(creator, record, job.request);
  if (job.key !== undefined) await creator.idempotency.settle(claimKey, id);
  return { record: await start(creator, written, claimKey, job), replayed };
}

/**
 * The job that a key stands for already, started if nobody has; what is asked with the key this time is not looked at.
 * `undefined` when there is no such job yet.
 */
export async function replayJob(
  creator: JobCreator,
  caller: RequestCaller & { readonly key: string },
): Promise<CreatedJob | 'deleted' | undefined> {
  const known = await creator.idempotency.find(caller);
  if (!known) return undefined;
  if (known.deleted) return 'deleted';
  const existing = await creator.records.find({ owner: caller.owner, id: known.id });
  if (existing) return { record: await restart(creator, existing, known), replayed: true };
  return known.made ? 'deleted' : undefined;
}

/** A state machine takes 256 KiB (aws-facts §3), of which the event around the job and what becomes of it need some. */
const mostRecordBytes = 200_000;

/** Every event carries the job: one that is too large for them could never be told, and so never be closed. */
function refuseUntellable(record: JobRecord): void {
  const bytes = Buffer.byteLength(JSON.stringify(record));
  if (bytes <= mostRecordBytes) return;
  const detail = `A job is told with its request, so that both may have ${mostRecordBytes} bytes, data: URIs aside; these have ${bytes}. Shorten its texts, schema or addresses.`;
  throw new ServiceError('payload_too_large', detail);
}

/**
 * The job that the request stands for, and its record where that is there already. A deletion marks the claim and then
 * takes the record, so what misses its record is asked about once more: it may be gone for good.
 */
export async function admitJob(
  { idempotency, records }: Pick<JobCreator, 'idempotency' | 'records'>,
  identity: RequestIdentity,
): Promise<{ readonly admission: Admission; readonly existing?: JobRecord }> {
  const admission = await idempotency.admit(identity);
  if (!admission.replayed) return { admission };
  const find = ({ id }: Admission) => records.find({ owner: identity.owner, id });
  const existing = await find(admission);
  if (existing) return { admission, existing };
  const resumed = await idempotency.resume(identity, admission);
  if (!resumed.made) return { admission: resumed };
  // written down while we looked, or kept no longer
  const written = await find(resumed);
  if (!written) throw jobIsGone;
  return { admission: resumed, existing: written };
}

/** Marker, request, webhook, record: whatever is missing later can be told from what is there. */
export async function writeDown(
  { store, records, clock }: Pick<JobCreator, 'store' | 'records' | 'clock'>,
  record: JobRecord,
  request: { readonly webhook_url?: string },
): Promise<JobRecord> {
  const { owner, id } = record;
  const { webhook_url, ...sent } = request;
  // of this attempt, which may be a late repeat: the sweep must not take it for what a dead one left
  await store.writeJson(keys.open(id), { owner, id, at: clock.now().toISOString() });
  await store.writeJson(keys.request(record), sent);
  if (webhook_url !== undefined) await keepWebhook({ store }, record, webhook_url);
  return records.create(record);
}

/** A repeat finishes what a process that died may have left: a job that nobody has started. */
async function restart(
  { executions, idempotency }: JobCreator,
  record: JobRecord,
  admission: Admission,
): Promise<JobRecord> {
  if (!admission.made) await idempotency.settle(admission.claimKey, record.id);
  if (record.phase === 'admission') await executions.start(record);
  return record;
}

/** A job whose execution cannot be started is not left waiting, unless it has begun after all. */
async function start(
  creator: JobCreator,
  record: JobRecord,
  claimKey: string,
  { tell, close }: NewJob,
): Promise<JobRecord> {
  try {
    await creator.executions.start(record);
  } catch (error) {
    const verdict = { status: 'failed', error: notStarted } as const;
    const now = await creator.records.update(record, { type: 'abandon', verdict });
    if (!isDeepStrictEqual(now.verdict, verdict)) return now;
    // nothing was made, so a repeat of the request may begin afresh; nobody may tell its end for this one any more
    await creator.idempotency.release(claimKey, record.id);
    await close?.(record);
    throw error;
  }
  await tell?.(record);
  return record;
}

const notStarted = jobError({
  code: 'internal_error',
  message: 'The job could not be started because of an error on our side; nothing was made.',
  stage: 'workflow',
  retryable: true,
});
