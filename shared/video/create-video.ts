import type { FieldProblem } from '../contract/problem.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import { webhookProblems } from '../contract/webhook-url.ts';
import { tryToAnnounce } from '../events/announce.ts';
import { keepWebhook } from '../events/webhook.ts';
import type { Executions } from '../jobs/executions.ts';
import type { Idempotency, RequestCaller, RequestIdentity } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { type MediaDelivery, refuseMedia } from '../media/delivery.ts';
import { keys } from '../storage/keys.ts';
import { checkLengths } from './check-lengths.ts';
import { type CloserWork, closeJob } from './close-job.ts';
import type { VideoCatalogue } from './models/catalogue.ts';
import { newRecord, type VideoLimits } from './new-record.ts';
import { mediaOf } from './plan-media.ts';
import { planVideo } from './plan-video.ts';
import { jobError } from './workflow.ts';

/** What creating a job works with. */
export type VideoCreator = CloserWork & {
  readonly media: MediaDelivery;
  readonly executions: Executions;
  readonly idempotency: Idempotency;
  readonly catalogue: VideoCatalogue;
  /** A laptop's own origins, which may be sent webhooks. */
  readonly trustedOrigins: readonly string[];
  readonly limits?: VideoLimits;
};

/** Who asks, and whether what would be cut may be (`Prefer: handling=lenient`). */
export type VideoCaller = RequestCaller & { readonly lenient?: boolean };

export type CreatedVideo = { readonly record: JobRecord; readonly replayed: boolean };

/**
 * Checks everything that can be checked for nothing, writes the job down and starts it.
 * @param known what is wrong with the request already
 * The order lets a sweep finish what a dying process left: marker, request, record, execution.
 */
export async function createVideo(
  creator: VideoCreator,
  caller: VideoCaller,
  request: CreateVideoRequest,
  known: readonly FieldProblem[] = [],
): Promise<CreatedVideo> {
  const { owner, lenient } = caller;
  const problems = [...known, ...webhookProblems(request, creator.trustedOrigins)];
  const plan = planVideo(creator.catalogue, request, { problems, lenient });
  const { admission, existing } = await admit(creator, { ...caller, body: request });
  const { id, replayed } = admission;
  if (existing) return { record: await restart(creator, existing), replayed };
  const looked = await creator.media.look(owner, mediaOf(plan));
  refuseMedia([...looked.problems, ...checkLengths(plan, looked.seconds)]);
  const record = newRecord(creator, { owner, id }, admission, plan, request);
  await writeDown(creator, record, request);
  return { record: await start(creator, record, admission.claimKey), replayed };
}

/**
 * The job that the request stands for, and its record where that is there already. A deletion marks the claim and then
 * takes the record, so what misses its record is asked about once more: it may be gone for good.
 */
async function admit({ idempotency, records }: VideoCreator, identity: RequestIdentity) {
  const admission = await idempotency.admit(identity);
  if (!admission.replayed) return { admission };
  const existing = await records.find({ owner: identity.owner, id: admission.id });
  return existing ? { admission, existing } : { admission: await idempotency.admit(identity) };
}

/** Marker, request, webhook, record: whatever is missing later can be told from what is there. */
export async function writeDown(
  { store, records, clock }: VideoCreator,
  record: JobRecord,
  request: CreateVideoRequest,
): Promise<void> {
  const { owner, id } = record;
  const { webhook_url, ...sent } = request;
  // of this attempt, which may be a late repeat: the sweep must not take it for what a dead one left
  await store.writeJson(keys.open(id), { owner, id, at: clock.now().toISOString() });
  await store.writeJson(keys.request(record), sent);
  if (webhook_url !== undefined) await keepWebhook({ store }, record, webhook_url);
  await records.create(record);
}

/** A repeat finishes what a process that died may have left: a job that nobody has started. */
async function restart({ executions }: VideoCreator, record: JobRecord): Promise<JobRecord> {
  if (record.phase === 'admission') await executions.start(record);
  return record;
}

/** A job whose execution cannot be started is not left waiting, unless it has begun after all. */
async function start(
  creator: VideoCreator,
  record: JobRecord,
  claimKey: string,
): Promise<JobRecord> {
  try {
    await creator.executions.start(record);
  } catch (error) {
    const change = { type: 'abandon', verdict: { status: 'failed', error: notStarted } } as const;
    const now = await creator.records.update(record, change);
    if (now.phase !== 'closing') return now;
    await closeJob(creator, record);
    // nothing was made, so a repeat of the request may begin afresh
    await creator.store.remove(claimKey);
    throw error;
  }
  await tryToAnnounce(creator, record);
  return record;
}

const notStarted = jobError({
  code: 'internal_error',
  message: 'The job could not be started because of an error on our side; nothing was made.',
  stage: 'workflow',
  retryable: true,
});
