import type { CommandWork } from '../commands/run-command.ts';
import { ServiceError } from '../contract/service-error.ts';
import { isHopeless, problemOf } from '../dead-letters/dead-letter.ts';
import type { CreatedJob } from '../jobs/create-job.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { earlierJob, makeJob, type PlacedObject } from './accept-upload.ts';
import { pinnedOwner } from './object-owner.ts';
import type { PassedOver } from './passed-over.ts';
import type { UploadEvent } from './upload-event.ts';
import { keepLetter } from './upload-letters.ts';
import { writeResult } from './upload-result.ts';
import { originOf, type Redrive } from './uploaded-object.ts';

const ours = new ServiceError(
  'internal_error',
  'It could not be done yet, because of an error on our side.',
);

/**
 * Makes the job that a rule wants for an uploaded object, once however often S3 tells of it. What cannot be done
 * leaves a result that says why; what no other attempt can mend leaves a dead letter, too.
 * @throws whatever another attempt may cure
 */
export async function runUpload(work: CommandWork, { rules, event }: UploadEvent): Promise<void> {
  const upload = originOf(event.detail);
  if (!upload) return;
  const object = await placeOf(work, rules, upload);
  const asked = { since: event.time, ...event.detail };
  // an error here leaves no result: the object may have been done
  const earlier = await earlierJob(work, object, asked);
  const made = earlier ?? (await tryToMake(work, event.id, asked, object));
  if (made) logMade(work, { rule: upload.rule, event_id: event.id }, made);
}

/** Whose an object is, and what is to be done with it for them. */
async function placeOf(
  { store }: CommandWork,
  rules: UploadEvent['rules'],
  upload: UploadOrigin,
): Promise<PlacedObject> {
  const rule = Object.hasOwn(rules, upload.rule) ? rules[upload.rule] : undefined;
  const owner = (await pinnedOwner(store, upload)) ?? rule?.owner;
  return { upload, owner, rule: rule && owner ? { ...rule, owner } : undefined };
}

function logMade(
  { logger }: CommandWork,
  told: { readonly rule: string; readonly event_id: string },
  made: CreatedJob | PassedOver,
): void {
  if (typeof made === 'string') logger.info('upload.passed_over', { ...told, why: made });
  else {
    const { id, owner, model } = made.record;
    logger.info('upload.accepted', { ...told, id, owner, model, replayed: made.replayed });
  }
}

/** The new job, or why there is none; `undefined` when it was given up. */
async function tryToMake(
  work: CommandWork,
  id: string,
  asked: Redrive,
  object: PlacedObject,
): Promise<CreatedJob | PassedOver | undefined> {
  const { upload } = object;
  try {
    return await makeJob(work, object, asked);
  } catch (error) {
    const known = error instanceof ServiceError ? error : ours;
    // whoever made it in the meantime may have had the object taken away since
    const made = isHopeless(known) && (await earlierJob(work, object, asked));
    if (made) return made;
    const problem = problemOf(known, id);
    await writeResult(work.store, upload, async () => refusal(upload, problem));
    if (!isHopeless(known)) throw error;
    const given_up_at = work.clock.now().toISOString();
    await keepLetter(work.store, upload, { id, given_up_at, problem, redrive: asked });
    work.logger.info('upload.given_up', { rule: upload.rule, event_id: id, code: known.code });
    return undefined;
  }
}

function refusal(source: UploadOrigin, error: ReturnType<typeof problemOf>) {
  const nothing = { status: 'failed', job: null, result: null } as const;
  return { object: 'upload.result', source, ...nothing, error } as const;
}
