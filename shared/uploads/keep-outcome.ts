import { problemDocument } from '../contract/problem.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { JobRecord, UploadOrigin } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { writeResult } from './upload-result.ts';
import { detailOf } from './uploaded-object.ts';

/** What keeping the outcome of an upload's job works with. */
export type OutcomeWork = {
  readonly store: ObjectStore;
  readonly records: RecordStore;
  readonly describe: (record: JobRecord) => object;
};

const open = new Set(['queued', 'in_progress']);

/**
 * Writes the result of an upload whose job has ended, by what is on record then, and a dead letter when there is
 * nothing to show; a job that recovers takes it back. May be repeated.
 */
export async function keepOutcome(work: OutcomeWork, told: JobRecord): Promise<void> {
  const { upload } = told;
  if (!upload || open.has(told.status)) return;
  let record = told;
  await writeResult(work.store, upload, async () => {
    record = await work.records.read(told);
    return toResult(work, record, upload);
  });
  const letter = keys.deadLetter('uploads', record.id);
  if (record.status === 'completed') await work.store.remove(letter);
  else if (record.status !== 'cancelled')
    await work.store.writeJson(letter, toLetter(record, upload));
}

async function toResult({ store, describe }: OutcomeWork, record: JobRecord, source: UploadOrigin) {
  const answered = record.kind === 'vision' && record.status === 'completed';
  const stored = answered ? await store.readJson(keys.result(record)) : undefined;
  return {
    object: 'upload.result',
    source,
    status: record.status,
    job: describe(record),
    result: stored?.value ?? null,
    error: record.error,
  } as const;
}

function toLetter({ id, updated_at, error }: JobRecord, upload: UploadOrigin): DeadLetter {
  const detail = error?.message ?? 'The job came to nothing.';
  return {
    source: 'upload',
    rule: upload.rule,
    given_up_at: updated_at,
    problem: error ?? problemDocument({ code: 'internal_error', detail, requestId: id }),
    event: { id, detail: detailOf(upload) },
  };
}
