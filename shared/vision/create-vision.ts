import type { FieldProblem } from '../contract/problem.ts';
import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import { webhookProblems } from '../contract/webhook-url.ts';
import type { AnnouncingWork } from '../events/announce.ts';
import { webhookOrigin } from '../events/webhook.ts';
import { blankRecord } from '../jobs/blank-record.ts';
import { closeJob } from '../jobs/close-job.ts';
import { type CreatedJob, createJob, type JobCreator } from '../jobs/create-job.ts';
import type { Admission, RequestCaller } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { cutDeep } from '../runtime/redaction.ts';
import { scaledSeconds } from '../runtime/time-scale.ts';
import type { JobReference } from '../storage/keys.ts';
import { checkVision } from './check-vision.ts';
import type { VisionWork } from './vision-work.ts';

/** What creating a vision job works with; without a way to tell of it, one that cannot be started is left to the sweep. */
export type VisionCreator = JobCreator &
  Pick<VisionWork, 'media' | 'defaultModels'> &
  Partial<Pick<AnnouncingWork, 'announcer' | 'logger'>>;

/** How long the provider may be too busy to answer. */
const admissionSeconds = 3600;

/**
 * Checks everything that costs nothing, writes the job down and starts it.
 * @param known what is wrong with the request already
 */
export async function createVision(
  creator: VisionCreator,
  caller: RequestCaller,
  kind: VisionKind,
  request: VisionRequest,
  known: readonly FieldProblem[] = [],
): Promise<CreatedJob> {
  const problems = [
    ...known,
    ...webhookProblems(request, creator.trustedOrigins),
    ...streamProblems(request),
  ];
  await checkVision(creator, { owner: caller.owner, problems }, kind, request);
  return createJob(creator, {
    ...caller,
    kind: 'vision',
    body: { kind, request },
    request,
    recordOf: (job, admission) => newRecord(creator, job, admission, kind, request),
    close: closeBy(creator),
  });
}

function closeBy({ announcer, logger, store, records, clock }: VisionCreator) {
  if (!announcer || !logger) return undefined;
  return (record: JobRecord) => closeJob({ announcer, logger, store, records, clock }, record);
}

function streamProblems({ stream }: VisionRequest) {
  const detail = 'A job is not streamed: leave this out, or the header Prefer: respond-async.';
  return stream ? [{ pointer: '/stream', code: 'unsupported_option', detail } as const] : [];
}

function newRecord(
  { timeScale, defaultModels }: VisionCreator,
  job: JobReference,
  admission: Admission,
  kind: VisionKind,
  request: VisionRequest,
): JobRecord {
  const { webhook_url, ...fields } = request;
  const until = admission.createdAt.getTime() + scaledSeconds(admissionSeconds, timeScale) * 1000;
  const deadline = new Date(until).toISOString();
  const webhook = webhook_url !== undefined && { webhook_url: webhookOrigin(webhook_url) };
  return {
    ...blankRecord(job, admission),
    kind: 'vision',
    mode: kind,
    mode_reason: null,
    typical_seconds: null,
    model: request.model ?? defaultModels[kind],
    admission_deadline_at: deadline,
    deadline_at: deadline,
    request: cutDeep({ ...fields, ...webhook }) as JobRecord['request'],
    metadata: {},
  };
}
