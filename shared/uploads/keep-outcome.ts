import { problemDocument } from '../contract/problem.ts';
import type { JobRecord, UploadOrigin } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { isDone, isGivenBack, isReplaced, type ObjectJobs } from './object-job.ts';
import { type GivenUp, keepLetter, takeBackLetters } from './upload-letters.ts';
import { writeResult } from './upload-result.ts';

/** What keeping the outcome of an upload's job works with. */
export type OutcomeWork = ObjectJobs & {
  readonly store: ObjectStore;
  readonly describe: (record: JobRecord) => { readonly id: string };
};

const open = new Set(['queued', 'in_progress']);

/**
 * Writes the result of an upload whose job has an end to tell, by what is on record then. When the work is over and
 * there is nothing to show, a dead letter, too; a job of the same object that succeeds takes it back. A failure is told
 * only while no other job has its place and none before it has succeeded. May be repeated, at any time.
 */
export async function keepOutcome(work: OutcomeWork, told: JobRecord): Promise<void> {
  const { upload } = told;
  if (!upload || open.has(told.status)) return;
  const { store } = work;
  let record = told;
  const fate = await writeResult(store, upload, async () => {
    record = await work.records.read(told);
    const isTold = record.status === 'completed' || (await isToldFailed(work, record, upload));
    return isTold ? toResult(work, record, upload) : undefined;
  });
  if (record.status === 'completed') return takeBackLetters(store, upload);
  const isOver = record.phase === 'closed' && record.status !== 'cancelled';
  if (!isOver || fate === 'of_better_job' || fate === 'withheld') return;
  await keepLetter(store, upload, givenUp(record, upload));
}

/** A failure is none of its object's once another job has its place, or the object has been done after all. */
async function isToldFailed(work: OutcomeWork, record: JobRecord, upload: UploadOrigin) {
  if ((await isGivenBack(work, record)) || (await isReplaced(work, record, upload))) return false;
  return !(await isDone(work, record));
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

function givenUp({ id, created_at, updated_at, error }: JobRecord, upload: UploadOrigin): GivenUp {
  const detail = error?.message ?? 'The job came to nothing.';
  const problem = error ?? problemDocument({ code: 'internal_error', detail, requestId: id });
  // a job in the place of one that may have been paid for does not settle that
  const maybe_billed = upload.maybe_billed ?? error?.maybe_billed;
  const redrive = { redrive: id, maybe_billed, since: created_at };
  return { id, given_up_at: updated_at, problem, redrive };
}
