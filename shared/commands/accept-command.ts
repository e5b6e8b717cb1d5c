import { parseRequest, salvageRequest } from '../contract/request-problems.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import { type VisionKind, visionRequests } from '../contract/vision.ts';
import type { CreatedJob } from '../jobs/create-job.ts';
import type { RequestCaller } from '../jobs/idempotency.ts';
import { acceptVideo } from '../video/accept-video.ts';
import { restartAdopted } from '../video/adopt-task.ts';
import { createVision } from '../vision/create-vision.ts';
import { type Command, CommandDetail, type CommandType, type GivenUpCommand } from './command.ts';
import { checkAge } from './command-age.ts';
import { eventCaller, jobOfCommand, rememberingEvent } from './command-jobs.ts';
import { ownerOf } from './command-owner.ts';
import type { CommandWork } from './run-command.ts';

type Runner = (
  work: CommandWork,
  caller: RequestCaller,
  request: CommandDetail['request'],
) => Promise<CreatedJob>;

function runVisionAs(kind: VisionKind): Runner {
  return (work, caller, request) =>
    createVision(work, caller, kind, parseRequest(visionRequests[kind], request));
}

/** How each command becomes a job. */
const runners: Readonly<Record<CommandType, Runner>> = {
  'video.create': (work, caller, request) => {
    const { body, problems } = salvageRequest(CreateVideoRequest, request);
    return acceptVideo(work, caller, body, problems);
  },
  'vision.analyze': runVisionAs('analyze'),
  'vision.reason': runVisionAs('reason'),
  'vision.ocr': runVisionAs('ocr'),
};

/**
 * The job of a command: the one that was made of it, whatever its rule and the world have come to say since; else a
 * new one. `deleted` when this very event is known to have come to a job that is there no more. A job of its key that
 * was gone before is none of the event's: as over HTTP, that is an error.
 * @param allowed whom the command's rule lets it work for; asked only for a new job
 * @throws ServiceError for a command that no job can be made of
 */
export async function acceptCommand(
  work: CommandWork,
  given: GivenUpCommand,
  allowed: () => Command['allows'],
): Promise<CreatedJob | 'deleted'> {
  const earlier = await jobOfCommand(work, given.event);
  if (!earlier) return makeJob(work, { ...given, allows: allowed() });
  const isAdopted = earlier !== 'deleted' && earlier.record.mode === 'adopted';
  return isAdopted ? restartAdopted(work, earlier.record) : earlier;
}

async function makeJob(work: CommandWork, command: Command): Promise<CreatedJob> {
  const { event } = command;
  checkAge(event.time, work.clock.now());
  const { owner: named, idempotency_key: key, request } = parseRequest(CommandDetail, event.detail);
  const owner = await ownerOf(work.store, command, named);
  const run = runners[event['detail-type']];
  if (key === undefined) return run(work, eventCaller(owner, event.id), request);
  const caller = { owner, key, retryCount: 0 };
  return run(rememberingEvent(work, caller, event.id), caller, request);
}
