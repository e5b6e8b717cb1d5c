import type { CommandWork } from '../commands/run-command.ts';
import { ServiceError } from '../contract/service-error.ts';
import { isHopeless, problemOf } from '../dead-letters/dead-letter.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { acceptUpload } from './accept-upload.ts';
import type { UploadEvent } from './upload-event.ts';
import { keepLetter } from './upload-letters.ts';
import { writeResult } from './upload-result.ts';
import { originOf } from './uploaded-object.ts';

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
  const { rule } = upload;
  try {
    const made = await acceptUpload(work, rules, upload, event.detail.redrive);
    if (typeof made === 'string')
      return work.logger.info('upload.passed_over', { rule, event_id: event.id, why: made });
    const { id, owner, model } = made.record;
    work.logger.info('upload.accepted', { rule, id, owner, model, replayed: made.replayed });
  } catch (error) {
    const known = error instanceof ServiceError ? error : ours;
    const problem = problemOf(known, event.id);
    await writeResult(work.store, upload, async () => refusal(upload, problem));
    if (!isHopeless(known)) throw error;
    const [given_up_at, redrive] = [work.clock.now().toISOString(), event.detail];
    await keepLetter(work.store, upload, { id: event.id, given_up_at, problem, redrive });
    work.logger.info('upload.given_up', { rule, event_id: event.id, code: known.code });
  }
}

function refusal(source: UploadOrigin, error: ReturnType<typeof problemOf>) {
  const nothing = { status: 'failed', job: null, result: null } as const;
  return { object: 'upload.result', source, ...nothing, error } as const;
}
