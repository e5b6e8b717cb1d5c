import { randomUUID } from 'node:crypto';
import { ProviderResponseError } from '../dashscope/errors.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { JobReference } from '../storage/keys.ts';
import { closeIntent, openIntent } from './intents.ts';
import { UploadDue, uploadLater, uploadOnce } from './kept-uploads.ts';
import { checkAdmission, prepareSubmit, type Submit, type SubmitWork } from './prepare-submit.ts';
import { outputOf } from './step-output.ts';
import { Refused, SubmissionUnknown, Throttled } from './submit-errors.ts';
import { submitErrorOf } from './submit-failure.ts';
import { claimTask } from './task-claims.ts';
import type { StepOutput, VideoWork } from './workflow.ts';

/** How long the provider may take to answer a submit; the function's timeout is longer. */
const submitTimeoutSeconds = 60;

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
  const submit = await preparedSubmit(work, record);
  if (!submit) return { ...outputOf(work, record), phase: 'delivering' };
  const intentId = randomUUID();
  if (!(await openIntent(work, record, intentId))) return submitTask(work, job);
  const accepted = await send(work, record, intentId, submit);
  return recordTask(work, record, accepted);
}

/** Uploads take their time, which a submit has not: `undefined` when DeliverMedia must go first. */
async function preparedSubmit(work: SubmitWork, record: JobRecord): Promise<Submit | undefined> {
  try {
    return await prepareSubmit(work, record, uploadOnce(work, record, uploadLater));
  } catch (error) {
    if (error instanceof UploadDue) return undefined;
    throw error;
  }
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
