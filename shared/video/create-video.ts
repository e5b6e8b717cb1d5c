import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields, ServiceError } from '../contract/service-error.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import { webhookProblems } from '../contract/webhook-url.ts';
import { tryToAnnounce } from '../events/announce.ts';
import { type CreatedJob, createJob, type JobCreator } from '../jobs/create-job.ts';
import type { RequestCaller } from '../jobs/idempotency.ts';
import { type MediaDelivery, refuseMedia } from '../media/delivery.ts';
import { checkLengths } from './check-lengths.ts';
import { closeVideo, type VideoCloser } from './close-video.ts';
import type { VideoCatalogue } from './models/catalogue.ts';
import { newRecord, type VideoLimits } from './new-record.ts';
import { mediaOf } from './plan-media.ts';
import { draftVideo, planVideo, type VideoPlan } from './plan-video.ts';

/** What creating a video job works with. */
export type VideoCreator = JobCreator &
  VideoCloser & {
    readonly media: MediaDelivery;
    readonly catalogue: VideoCatalogue;
    readonly limits?: VideoLimits;
  };

/** Who asks, and whether what would be cut may be (`Prefer: handling=lenient`). */
export type VideoCaller = RequestCaller & { readonly lenient?: boolean };

/**
 * Checks everything that can be checked for nothing, writes the job down and starts it.
 * @param known what is wrong with the request already
 */
export async function createVideo(
  creator: VideoCreator,
  caller: VideoCaller,
  request: CreateVideoRequest,
  known: readonly FieldProblem[] = [],
): Promise<CreatedJob> {
  const { owner } = caller;
  const problems = [...known, ...webhookProblems(request, creator.trustedOrigins)];
  const plan = await planWithMedia(creator, caller, request, problems);
  return createJob(creator, {
    ...caller,
    kind: 'video',
    body: request,
    request,
    check: async () => {
      const looked = await creator.media.look(owner, mediaOf(plan));
      refuseMedia([...looked.problems, ...checkLengths(plan, looked.seconds)]);
    },
    recordOf: (job, admission) => newRecord(creator, job, admission, plan, request),
    tell: (record) => tryToAnnounce(creator, record),
    close: (record) => closeVideo(creator, record),
  });
}

/** @throws ServiceError for what breaks a rule and, in the same answer, for media that are not there or unfit */
async function planWithMedia(
  { catalogue, media }: VideoCreator,
  { owner, lenient }: VideoCaller,
  request: CreateVideoRequest,
  problems: readonly FieldProblem[],
): Promise<VideoPlan> {
  try {
    return planVideo(catalogue, request, { problems, lenient });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const looked = await media.look(owner, mediaOf(draftVideo(catalogue, request, problems)));
    const told = new Set(error.errors.map(({ pointer }) => pointer));
    const more = looked.problems.filter(({ pointer }) => !told.has(pointer));
    throw invalidFields([...error.errors, ...more]);
  }
}
