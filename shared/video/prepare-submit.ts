import type { JobError } from '../contract/job.ts';
import { ServiceError } from '../contract/service-error.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import type { SubmitEndpoint, TaskPayload } from '../dashscope/tasks.ts';
import { jobError } from '../jobs/job-error.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { MediaCarrier, Upload } from '../media/carrier.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import { mediaElements } from './given-fields.ts';
import { UploadDue } from './kept-uploads.ts';
import type { VideoCatalogue } from './models/catalogue.ts';
import { mediaOf } from './plan-media.ts';
import { planVideo, type VideoPlan } from './plan-video.ts';
import { AdmissionExpired, Refused, SubmissionUnknown, Throttled } from './submit-errors.ts';
import { submitErrorOf } from './submit-failure.ts';
import { toTaskPayload } from './task-payload.ts';
import type { VideoWork } from './workflow.ts';

/** What handing over works with. */
export type SubmitWork = VideoWork & {
  readonly media: MediaCarrier;
  readonly catalogue: VideoCatalogue;
};

/** A submit that needs nothing more but to be sent. */
export type Submit = {
  readonly payload: TaskPayload;
  readonly endpoint: SubmitEndpoint;
  readonly resolvesOss: boolean;
};

/** @throws AdmissionExpired when the provider has not taken the job in time; nothing was made. */
export async function checkAdmission(work: VideoWork, record: JobRecord): Promise<void> {
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

/**
 * Everything that can fail before the provider hears of the job.
 * @param upload how media gets to the provider's temporary storage
 * @throws Refused when it fails for good, Throttled when another attempt may do better, whatever `upload` throws
 */
export async function prepareSubmit(
  work: SubmitWork,
  record: JobRecord,
  upload: Upload,
): Promise<Submit> {
  try {
    const plan = await planAgain(work, record);
    const order = { owner: record.owner, purpose: 'video', model: plan.model, upload } as const;
    const { urls, resolvesOss } = await work.media.deliver({ ...order, media: mediaOf(plan) });
    return {
      payload: toTaskPayload(plan, urls),
      endpoint: plan.row.endpoint,
      resolvesOss: resolvesOss || namesUpload(plan),
    };
  } catch (error) {
    if (error instanceof UploadDue) throw error;
    const refusal = refusalOf(error);
    if (!refusal) {
      // nothing was sent, so there is nothing to find: the way on is the back-off of a new attempt
      work.logger.error('submit.prepare.failed', error, { id: record.id });
      throw new Throttled(`${record.id}: the submit could not be prepared`);
    }
    await abandon(work, record, 'failed', refusal);
    throw new Refused(refusal.message);
  }
}

/** A document is no medium that is delivered, but it may stand in the provider's storage too. */
function namesUpload({ rules, fields }: VideoPlan): boolean {
  return mediaElements(rules.fields, fields).some(({ url }) => url.startsWith('oss:'));
}

/** The same plan as when the job was made, whatever a deployment has made the default in the meantime. */
async function planAgain(work: SubmitWork, record: JobRecord): Promise<VideoPlan> {
  const stored = await work.store.readJson(keys.request(record));
  const { mode: _, ...request } = CreateVideoRequest.parse(stored?.value);
  const model = request.model ?? record.model;
  const plan = planVideo(work.catalogue, { ...request, model }, { lenient: true });
  return { ...plan, model: record.model };
}

/** What no other attempt would change: the caller's media, or the account that would upload it. */
function refusalOf(error: unknown): JobError | undefined {
  if (error instanceof ServiceError) {
    const { code, message } = error;
    return jobError({ code, message, stage: 'submit' });
  }
  const refusal = submitErrorOf(error);
  return typeof refusal === 'string' ? undefined : refusal;
}

/**
 * Ends a job that was never sent. Another execution may have sent it in the meantime: then this one has nothing to say,
 * and the state machine, which looks for tasks after every unknown error, goes on with what is on record.
 */
async function abandon(
  work: VideoWork,
  job: JobReference,
  status: 'failed' | 'timed_out',
  error: JobError,
): Promise<void> {
  const change = { type: 'abandon', verdict: { status, error } } as const;
  const { phase } = await work.records.update(job, change);
  if (phase === 'closing' || phase === 'closed') return;
  throw new SubmissionUnknown(`${job.id}: another execution has gone on with the job`);
}
