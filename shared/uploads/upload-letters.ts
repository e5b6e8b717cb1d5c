import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { isCompleted } from './upload-result.ts';
import { detailOf, digestOf, type Redrive } from './uploaded-object.ts';

/** Why an upload was given up, and as which event or job. */
export type GivenUp = Pick<DeadLetter, 'given_up_at' | 'problem'> & {
  readonly id: string;
  readonly redrive: Redrive;
};

/** Keeps a dead letter of an uploaded object, each attempt's under a name of its own; of one that is done, none. */
export async function keepLetter(
  store: ObjectStore,
  upload: UploadOrigin,
  { id, given_up_at, problem, redrive }: GivenUp,
): Promise<void> {
  const letter: DeadLetter = {
    source: 'upload',
    rule: upload.rule,
    given_up_at,
    problem,
    event: { id, detail: detailOf(upload, redrive) },
  };
  await store.writeJson(keys.uploadLetter(digestOf(upload), id), letter);
  // whoever completed it in the meantime has not seen this letter
  if (await isCompleted(store, upload)) await takeBackLetters(store, upload);
}

/** Removes what was given up of an object, whoever gave it up: it is done, or on its way once more. */
export async function takeBackLetters(store: ObjectStore, upload: UploadOrigin): Promise<void> {
  for (const key of await store.listKeys(keys.uploadLetters(digestOf(upload))))
    await store.remove(key);
}
