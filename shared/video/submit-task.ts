import { randomUUID } from 'node:crypto';
import { ServiceError } from '../contract/service-error.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import { ProviderResponseError } from '../dashscope/errors.ts';
import type { SubmitEndpoint, TaskPayload } from '../dashscope/tasks.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import { claimTask, closeIntent, openIntent } from './intents.ts';
import type { VideoCatalogue } from './models/catalogue.ts';
import { mediaOf } from './plan-media.ts';
import { planVideo, type VideoPlan } from './plan-video.ts';
import { outputOf } from './step-output.ts';
import { AdmissionExpired, Refused, SubmissionUnknown, Throttled } from './submit-errors.ts';
import { submitErrorOf } from './submit-failure.ts';
import { toTaskPayload } from './task-payload.ts';
import { jobError, type StepOutput, type VideoWork } from './workflow.ts';

/** What handing over works with. */
export type SubmitWork = VideoWork & { readonly catalogue: VideoCatalogue };

/** How long the provider may take to answer a submit; the function's timeout is longer. */
const submitTimeoutSeconds = 60;

type Submit = {
  readonly payload: TaskPayload;
  readonly endpoint: SubmitEndpoint;
  readonly resolvesOss: boolean;
};

/**
 * Hands a job to the provider at most once (I1). The intent is on record before the call; a job found
 * with an intent and no task may have been paid for already and is left to FindTask.
 * @throws Refused, Throttled, AdmissionExpired, SubmissionUnknown
 */
export async function submitTask(work: SubmitWork, job: JobReference): Promise<StepOutput> {
  const record = await work.records.read(job);
  if (record.phase === 'submitting')
    throw new SubmissionUnknown(`${job.id}: a submit is on record`);
  if (record.phase !== 'admission') return outputOf(work, record);
  await checkAdmission(work, record);
  const submit = await prepare(work, record);
  const intentId = randomUUID();
  if (!(await openIntent(work, record, intentId))) return submitTask(work, job);
  const accepted = await send(work, record, intentId, submit);
  return recordTask(work, record, accepted);
}

async function checkAdmission(work: VideoWork, record: JobRecord): Promise<void> {
  if (work.clock.now() < new Date(record.admission_deadline_at)) return;
  const error = jobError({
    code: 'admission_timeout',
    message: 'The provider did not take the job in time; nothing was made.',
    stage: 'submit',
    retryable: true,
  });
  await abandon(work, record, 'timed_out', error);
  throw new AdmissionExpired(error.message);
}

/** Everything that can fail before the provider hears of the job. */
async function prepare(work: SubmitWork, record: JobRecord): Promise<Submit> {
  try {
    const plan = await planAgain(work, record);
    const { owner } = record;
    const order = { owner, purpose: 'video', model: plan.model, media: mediaOf(plan) } as const;
    const { urls, resolvesOss } = await work.media.deliver(order);
    return { payload: toTaskPayload(plan, urls), endpoint: plan.row.endpoint, resolvesOss };
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      // nothing was sent, so there is nothing to find: the way on is the back-off of a new attempt
      work.logger.error('submit.prepare.failed', error, { id: record.id });
      throw new Throttled(`${record.id}: the submit could not be prepared`);
    }
    const { code, message } = error;
    await abandon(work, record, 'failed', jobError({ code, message, stage: 'submit' }));
    throw new Refused(message);
  }
}

/** The same plan as when the job was made, whatever a deployment has made the default in the meantime. */
async function planAgain(work: SubmitWork, record: JobRecord): Promise<VideoPlan> {
  const stored = await work.store.readJson(keys.request(record));
  const { mode: _, ...request } = CreateVideoRequest.parse(stored?.value);
  return planVideo(work.catalogue, { ...request, model: record.model }, { lenient: true });
}

async function send(work: VideoWork, record: JobRecord, intentId: string, submit: Submit) {
  const { endpoint, resolvesOss } = submit;
  const options = { endpoint, resolvesOss, timeoutSeconds: submitTimeoutSeconds };
  try {
    return await work.tasks.submit(submit.payload, options);
  } catch (error) {
    throw await settleFailure(work, record, intentId, error);
  }
}

/** Only a failure that certainly made no task clears the intent (design.md §4, Submit at most once). */
async function settleFailure(
  work: VideoWork,
  record: JobRecord,
  intentId: string,
  error: unknown,
): Promise<Error> {
  const refusal = submitErrorOf(error);
  if (refusal === 'again') {
    const settled = await work.records.update(record, { type: 'withdraw', intentId });
    if (!settled.intent) await closeIntent(work, record);
    return new Throttled((error as Error).message);
  }
  if (refusal !== 'unknown') {
    const verdict = { status: 'failed', error: refusal } as const;
    const settled = await work.records.update(record, { type: 'refuse', intentId, verdict });
    if (!settled.intent) await closeIntent(work, record);
    return new Refused(refusal.message);
  }
  const requestId = error instanceof ProviderResponseError ? error.requestId : null;
  await work.records.update(record, { type: 'doubt', intentId, requestId });
  return new SubmissionUnknown(`${record.id}: ${(error as Error).message}`);
}

/** The task id goes on in the step's output whatever happens to these writes. */
async function recordTask(
  work: VideoWork,
  job: JobReference,
  task: { taskId: string; requestId: string | null },
): Promise<StepOutput> {
  const { taskId, requestId } = task;
  const output = { phase: 'waiting', task_id: taskId, wait_seconds: 1 } as const;
  try {
    const record = await work.records.update(job, { type: 'accept', taskId, requestId });
    await claimTask(work, job, taskId);
    await closeIntent(work, record);
    return { ...outputOf(work, record), task_id: record.provider.task_id ?? taskId };
  } catch (error) {
    work.logger.error('task.record.failed', error, { id: job.id, task_id: taskId });
    return output;
  }
}

/**
 * Ends a job that was never sent. Another execution may have sent it in the meantime: then this one has nothing to say,
 * and the state machine, which looks for tasks after every unknown error, goes on with what is on record.
 */
async function abandon(
  work: VideoWork,
  job: JobReference,
  status: 'failed' | 'timed_out',
  error: ReturnType<typeof jobError>,
): Promise<void> {
  const change = { type: 'abandon', verdict: { status, error } } as const;
  const { phase } = await work.records.update(job, change);
  if (phase === 'closing' || phase === 'closed') return;
  throw new SubmissionUnknown(`${job.id}: another execution has gone on with the job`);
}
