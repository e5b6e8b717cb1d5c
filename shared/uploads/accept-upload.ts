import * as z from 'zod';
import type { CommandWork } from '../commands/run-command.ts';
import { parseRequest, salvageRequest } from '../contract/request-problems.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import { visionRequests } from '../contract/vision.ts';
import { type CreatedJob, replayJob } from '../jobs/create-job.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { acceptVideo } from '../video/accept-video.ts';
import { createVision } from '../vision/create-vision.ts';
import { claimantOf } from './object-job.ts';
import { pinningOwner } from './object-owner.ts';
import { isTooLate, type PassedOver, passedOver } from './passed-over.ts';
import { takeUpload } from './take-upload.ts';
import { takeBackLetters } from './upload-letters.ts';
import type { UploadRule } from './upload-rule.ts';
import { hasFitKey, type Redrive, sidecarOf } from './uploaded-object.ts';

/** An object, whose it is or would be, and the rule that it came under, if there is one. */
export type PlacedObject = {
  readonly upload: UploadOrigin;
  readonly owner: string | undefined;
  readonly rule: UploadRule | undefined;
};

/**
 * What there is of an uploaded object already: its job, or why no other one may be made.
 * @param asked since when it is asked for, and in whose place another job is wanted
 */
export async function earlierJob(
  work: CommandWork,
  { upload, owner }: PlacedObject,
  asked: Redrive,
): Promise<CreatedJob | PassedOver | undefined> {
  if (owner === undefined) return undefined;
  const earlier = await replayJob(work, claimantOf(owner, upload, asked.redrive));
  return earlier === undefined ? passedOver(work, owner, upload, asked) : retell(work, earlier);
}

/**
 * A new job of an object that has none, by its rule.
 * @throws ServiceError for an object, a sidecar or a rule that no job can be made of
 */
export async function makeJob(
  work: CommandWork,
  { upload, rule }: PlacedObject,
  asked: Redrive,
): Promise<CreatedJob | PassedOver> {
  if (!rule) throw unknownRule(upload);
  if (!hasFitKey(upload)) throw keyTooLong;
  if (isTooLate(work.clock, asked)) throw tooLate;
  // from here on it is this attempt that succeeds, or leaves a letter, or comes again
  await takeBackLetters(work.store, upload);
  const request = await requestOf(work, rule, upload);
  if (!request) return 'superseded';
  const { owner } = rule;
  const caller = claimantOf(owner, upload, asked.redrive);
  return create(pinningOwner(work, owner, upload), caller, rule, request);
}

function unknownRule({ rule }: UploadOrigin): ServiceError {
  const detail = rule
    ? `There is no upload rule ${rule}.`
    : 'An object belongs under inbox/<rule>/.';
  return new ServiceError('not_found', detail);
}

const keyTooLong = new ServiceError(
  'invalid_media',
  'The key is too long: with .request.json behind it, it must fit into 1,024 bytes.',
);

const tooLate = new ServiceError(
  'invalid_parameter',
  'The object came so long ago that nobody knows whether it was done. Upload it anew.',
);

/** A job that ended may have done so when nobody could say it. */
async function retell(
  { announcer }: CommandWork,
  earlier: CreatedJob | 'deleted',
): Promise<CreatedJob | 'deleted'> {
  const isOver = earlier !== 'deleted' && earlier.record.phase === 'closed';
  if (isOver) await announcer.keepOutcome?.(earlier.record);
  return earlier;
}

async function create(
  work: CommandWork,
  caller: ReturnType<typeof claimantOf>,
  { task }: UploadRule,
  request: Readonly<Record<string, unknown>>,
): Promise<CreatedJob> {
  // the uploader is not told of a job that could not be started: the event comes again, for another one
  const creator = { ...work, announcer: { ...work.announcer, keepOutcome: undefined } };
  if (task !== 'video')
    return createVision(creator, caller, task, parseRequest(visionRequests[task], request));
  const { body, problems } = salvageRequest(CreateVideoRequest, request);
  return acceptVideo(creator, caller, body, problems);
}

/** What the rule, the sidecar and the object ask for together; `undefined` when another object has its place. */
async function requestOf(work: CommandWork, rule: UploadRule, upload: UploadOrigin) {
  const sidecar = await readSidecar(work, rule, upload);
  const taken = await takeUpload(work, rule, upload);
  return taken && { ...rule.request, ...sidecar, [fieldOf(rule, taken.kind)]: taken.media };
}

const videoFields: Readonly<Record<string, string>> = {
  image: 'img_url',
  video: 'video_url',
  audio: 'audio_url',
};

/** The object's type says which field it is, unless the rule does. */
function fieldOf({ task, media_field }: UploadRule, kind: string): string {
  if (task === 'video') return media_field ?? videoFields[kind] ?? 'img_url';
  return kind;
}

const Sidecar = z.record(z.string(), z.unknown());
const notAnObject = new ServiceError('invalid_json', 'The sidecar is not a JSON object.');

/** What the object's own request sets; the rule says which fields it may. */
async function readSidecar(
  { store }: CommandWork,
  { sidecar }: UploadRule,
  upload: UploadOrigin,
): Promise<Record<string, unknown>> {
  const stored = await store.readJson(sidecarOf(upload)).catch((error) => {
    throw error instanceof SyntaxError ? notAnObject : error;
  });
  if (!stored) return {};
  const { data } = Sidecar.safeParse(stored.value);
  if (!data) throw notAnObject;
  const [strange] = Object.keys(data).filter((name) => !sidecar.includes(name));
  if (strange === undefined) return data;
  throw invalidField('unsupported_option', `/${strange}`, 'The rule lets no sidecar set this.');
}
