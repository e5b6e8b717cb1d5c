import { parseMedia } from '../contract/media-value.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import type { Executions } from '../jobs/executions.ts';
import type { Admission, Idempotency } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { AssetStore } from '../media/assets.ts';
import { checkInlineSize, invalidMedia } from '../media/delivery.ts';
import { cutDeep } from '../runtime/redaction.ts';
import { scaledSeconds } from '../runtime/time-scale.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import { type CloserWork, closeJob } from './close-job.ts';
import { planVideo, type VideoPlan } from './plan-video.ts';
import { mediaFieldsOf } from './task-payload.ts';
import { jobError } from './workflow.ts';

const defaultDeadlineSeconds = 3600;
const admissionSeconds = 3600;

/** What creating a job works with. */
export type VideoCreator = CloserWork & {
  readonly assets: AssetStore;
  readonly executions: Executions;
  readonly idempotency: Idempotency;
};

/** Who asks, and how a repeat of the same request can be told. */
export type VideoCaller = {
  readonly owner: string;
  readonly key?: string;
  readonly retryCount: number;
};

export type CreatedVideo = { readonly record: JobRecord; readonly replayed: boolean };

/**
 * Checks everything that can be checked for nothing, writes the job down and starts it.
 * The order lets a sweep finish what a dying process left: marker, request, record, execution.
 */
export async function createVideo(
  creator: VideoCreator,
  caller: VideoCaller,
  request: CreateVideoRequest,
): Promise<CreatedVideo> {
  const { owner } = caller;
  const plan = planVideo(request);
  const admission = await creator.idempotency.admit({ ...caller, body: request });
  const { id, replayed } = admission;
  const existing = replayed ? await creator.records.find({ owner, id }) : undefined;
  if (existing) return { record: await restart(creator, existing), replayed };
  await checkAssets(creator, owner, plan);
  const record = newRecord(creator, { owner, id }, admission, plan, request);
  await writeDown(creator, record, request);
  return { record: await start(creator, record, admission.claimKey), replayed };
}

async function writeDown(
  { store, records }: VideoCreator,
  record: JobRecord,
  request: CreateVideoRequest,
): Promise<void> {
  const { owner, id, created_at } = record;
  await store.writeJson(keys.open(id), { owner, id, at: created_at });
  await store.writeJson(keys.request(record), request);
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
    return record;
  } catch (error) {
    const change = { type: 'abandon', verdict: { status: 'failed', error: notStarted } } as const;
    const now = await creator.records.update(record, change);
    if (now.phase !== 'closing') return now;
    await closeJob(creator, record);
    // nothing was made, so a repeat of the request may begin afresh
    await creator.store.remove(claimKey);
    throw error;
  }
}

const notStarted = jobError({
  code: 'internal_error',
  message: 'The job could not be started because of an error on our side; nothing was made.',
  stage: 'workflow',
  retryable: true,
});

/** An upload that is missing, of the wrong kind or too large is told to the caller, not to the provider. */
async function checkAssets(creator: VideoCreator, owner: string, plan: VideoPlan): Promise<void> {
  for (const [name, value] of mediaFieldsOf(plan)) {
    const media = parseMedia(value);
    if ('problem' in media || media.form !== 'asset') continue;
    const pointer = `/${name}`;
    const asset = await creator.assets.ready(owner, media.id, pointer);
    const wanted = plan.row.fields[name]?.kind ?? 'image';
    if (!asset.contentType.startsWith(`${wanted}/`))
      throw invalidMedia(pointer, `This must be ${wanted}; the asset is ${asset.contentType}.`);
    if (wanted === 'audio')
      throw invalidMedia(pointer, 'Audio must be a URL that the provider can fetch.');
    checkInlineSize(asset.bytes, pointer);
  }
}

/** The same for every repeat of a request: its time is the claim's, not the clock's. */
function newRecord(
  { timeScale }: VideoCreator,
  job: JobReference,
  { createdAt: now, claimKey }: Admission,
  plan: VideoPlan,
  request: CreateVideoRequest,
): JobRecord {
  const after = (seconds: number) =>
    new Date(now.getTime() + scaledSeconds(seconds, timeScale) * 1000).toISOString();
  const deadline_seconds = request.deadline_seconds ?? defaultDeadlineSeconds;
  return {
    ...blankRecord,
    ...job,
    write_id: job.id,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    admission_deadline_at: after(Math.min(admissionSeconds, deadline_seconds)),
    deadline_at: after(deadline_seconds),
    mode: plan.mode,
    model: plan.model,
    request: cutDeep({ ...plan.fields, deadline_seconds }) as JobRecord['request'],
    metadata: request.metadata ?? {},
    idempotency_claim: claimKey,
    timeline: [{ at: now.toISOString(), event: 'create' }],
  };
}

const blankRecord = {
  schema: 1,
  kind: 'video',
  status: 'queued',
  phase: 'admission',
  submitted_at: null,
  started_at: null,
  completed_at: null,
  recovered_at: null,
  warnings: [],
  intent: null,
  provider: {
    task_id: null,
    request_id: null,
    task_status: null,
    actual_prompt: null,
    usage: null,
  },
  verdict: null,
  output: null,
  error: null,
  cancel_requested_at: null,
  announced: [],
} satisfies Partial<JobRecord>;
