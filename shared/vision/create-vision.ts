import type { FieldProblem } from '../contract/problem.ts';
import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import { webhookProblems } from '../contract/webhook-url.ts';
import { webhookOrigin } from '../events/webhook.ts';
import { blankRecord } from '../jobs/blank-record.ts';
import { type CreatedJob, createJob, type JobCreator } from '../jobs/create-job.ts';
import type { Admission, RequestCaller } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { cutDeep } from '../runtime/redaction.ts';
import { scaledSeconds } from '../runtime/time-scale.ts';
import type { JobReference } from '../storage/keys.ts';
import { checkVision } from './check-vision.ts';
import type { VisionWork } from './vision-work.ts';

/** What creating a vision job works with. */
export type VisionCreator = JobCreator & Pick<VisionWork, 'media' | 'defaultModels'>;

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
  });
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
