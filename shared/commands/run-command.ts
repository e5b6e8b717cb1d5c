import { parseRequest, salvageRequest } from '../contract/request-problems.ts';
import { ServiceError } from '../contract/service-error.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import { type VisionKind, visionRequests } from '../contract/vision.ts';
import {
  type DeadLetter,
  eventClaimDays,
  isHopeless,
  problemOf,
} from '../dead-letters/dead-letter.ts';
import type { CreatedJob } from '../jobs/create-job.ts';
import type { RequestCaller } from '../jobs/idempotency.ts';
import { keys } from '../storage/keys.ts';
import { acceptVideo } from '../video/accept-video.ts';
import type { TaskAdopter } from '../video/adopt-task.ts';
import { createVision, type VisionCreator } from '../vision/create-vision.ts';
import { type Command, CommandDetail, type CommandType } from './command.ts';
import { jobOfEvent, rememberingEvent } from './command-jobs.ts';

/** What running commands works with. */
export type CommandWork = TaskAdopter & VisionCreator;

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
 * Makes the job that an event of the bus asks for, once however often the event comes. A command that is wrong is kept
 * as a dead letter with its problem, because asking again would not mend it.
 * @throws whatever another attempt may cure
 */
export async function runCommand(work: CommandWork, command: Command): Promise<void> {
  try {
    const { record, replayed } = await accept(work, command);
    const { id, owner, model } = record;
    work.logger.info('command.accepted', {
      event_id: command.event.id,
      id,
      owner,
      model,
      replayed,
    });
  } catch (error) {
    if (!(error instanceof ServiceError) || !isHopeless(error)) throw error;
    await keepDeadLetter(work, command, error);
  }
}

async function accept(work: CommandWork, { rule, allows, event }: Command): Promise<CreatedJob> {
  const detail = parseRequest(CommandDetail, event.detail);
  const { owner: named, idempotency_key, redriven, request } = detail;
  const owner = named ?? allows.owner;
  if (owner === undefined)
    throw new ServiceError('invalid_parameter', `The rule ${rule} needs an owner in detail.owner.`);
  if (owner !== allows.owner && !allows.owners.includes(owner))
    throw new ServiceError('invalid_parameter', `The rule ${rule} does not allow this owner.`);
  const run = runners[event['detail-type']];
  const [eventId, retryCount] = [redriven ?? event.id, 0];
  if (idempotency_key === undefined) {
    const identity = { key: eventId, source: 'event', keptDays: eventClaimDays } as const;
    return run(work, { owner, ...identity, retryCount }, request);
  }
  const caller = { owner, key: idempotency_key, retryCount };
  const earlier = await jobOfEvent(work, caller, eventId);
  return earlier ?? run(rememberingEvent(work, owner, eventId), caller, request);
}

async function keepDeadLetter(
  work: CommandWork,
  { rule, event }: Command,
  error: ServiceError,
): Promise<void> {
  const letter: DeadLetter = {
    source: 'command',
    rule,
    given_up_at: work.clock.now().toISOString(),
    problem: problemOf(error, event.id),
    event,
  };
  await work.store.writeJson(keys.deadLetter('commands', event.id), letter);
  work.logger.info('command.given_up', { event_id: event.id, rule, code: error.code });
}
