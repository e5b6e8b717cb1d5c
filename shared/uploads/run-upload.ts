import * as z from 'zod';
import type { CommandWork } from '../commands/run-command.ts';
import { parseRequest, salvageRequest } from '../contract/request-problems.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import { visionRequests } from '../contract/vision.ts';
import {
  type DeadLetter,
  eventClaimDays,
  isHopeless,
  problemOf,
} from '../dead-letters/dead-letter.ts';
import type { CreatedJob } from '../jobs/create-job.ts';
import type { RequestCaller } from '../jobs/idempotency.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import { acceptVideo } from '../video/accept-video.ts';
import { createVision } from '../vision/create-vision.ts';
import { takeUpload } from './take-upload.ts';
import type { UploadEvent } from './upload-event.ts';
import { writeResult } from './upload-result.ts';
import type { UploadRule } from './upload-rule.ts';
import { detailOf, originOf, sidecarOf } from './uploaded-object.ts';

const ours = new ServiceError('internal_error', 'Something failed on our side; it is tried again.');

/**
 * Makes the job that a rule wants for an uploaded object, once however often S3 tells of it. What cannot be done
 * leaves a result that says why; what no other attempt can mend leaves a dead letter, too.
 * @throws whatever another attempt may cure
 */
export async function runUpload(work: CommandWork, { rules, event }: UploadEvent): Promise<void> {
  const upload = originOf(event.detail);
  if (!upload) return;
  try {
    const { record, replayed } = await accept(
      work,
      rules[upload.rule],
      upload,
      event.detail.redrive,
    );
    const { id, owner, model } = record;
    work.logger.info('upload.accepted', { rule: upload.rule, id, owner, model, replayed });
  } catch (error) {
    const known = error instanceof ServiceError ? error : ours;
    const problem = problemOf(known, event.id);
    await writeResult(work.store, upload, async () => ({
      ...{ object: 'upload.result', source: upload, status: 'failed', job: null, result: null },
      error: problem,
    }));
    if (!isHopeless(known)) throw error;
    const letter: DeadLetter = {
      ...{ source: 'upload', rule: upload.rule, problem },
      given_up_at: work.clock.now().toISOString(),
      event: { id: event.id, detail: detailOf(upload) },
    };
    await work.store.writeJson(keys.deadLetter('uploads', event.id), letter);
    work.logger.info('upload.given_up', {
      rule: upload.rule,
      event_id: event.id,
      code: known.code,
    });
  }
}

async function accept(
  work: CommandWork,
  rule: UploadRule | undefined,
  upload: UploadOrigin,
  redrive = '',
): Promise<CreatedJob> {
  if (!rule) throw new ServiceError('not_found', `There is no upload rule ${upload.rule}.`);
  const { owner, task } = rule;
  const sidecar = await readSidecar(work, rule, upload);
  const { media, kind } = await takeUpload(work, owner, upload);
  const request = { ...rule.request, ...sidecar, [fieldOf(rule, kind)]: media };
  const key = [upload.key, upload.version_id ?? upload.sequencer, redrive].join('\n');
  const caller: RequestCaller = {
    ...{ owner, key, source: 'upload', keptDays: eventClaimDays },
    ...{ retryCount: 0, upload },
  };
  if (task !== 'video')
    return createVision(work, caller, task, parseRequest(visionRequests[task], request));
  const { body, problems } = salvageRequest(CreateVideoRequest, request);
  return acceptVideo(work, caller, body, problems);
}

const videoFields: Readonly<Record<string, string>> = {
  image: 'img_url',
  video: 'video_url',
  audio: 'audio_url',
};

/** The object's type says which field it is, unless the rule does. */
function fieldOf({ task, media_field }: UploadRule, kind: string): string {
  if (task === 'video') return media_field ?? videoFields[kind] ?? 'img_url';
  if (kind === 'audio') throw new ServiceError('invalid_media', 'Vision models do not listen.');
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
