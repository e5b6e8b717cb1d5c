import * as z from 'zod';
import type { JobError } from '../contract/job.ts';
import type { ProblemDocument } from '../contract/problem.ts';
import { isNewerJob } from '../jobs/job-id.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { resultKeyOf } from './uploaded-object.ts';

/** `results/<rule>/<name>.json`: what became of an uploaded object. */
export type UploadResult = {
  readonly object: 'upload.result';
  readonly source: UploadOrigin;
  readonly status: string;
  /** The job as events tell it; `null` when there is none. */
  readonly job: { readonly id: string } | null;
  /** The answer of a vision job. */
  readonly result: unknown;
  readonly error: ProblemDocument | JobError | null;
};

const Stored = z.object({
  source: z.object({ sequencer: z.string() }),
  status: z.string(),
  job: z.object({ id: z.string() }).nullable(),
});
type Stored = z.infer<typeof Stored>;

/** Whether a result was written, or what stands there instead; `withheld` when there was none to write after all. */
export type ResultFate = 'written' | 'of_later_object' | 'of_better_job' | 'withheld';

/**
 * Writes an object's result, unless the result of a later object of the same key stands there already, or that of a
 * better job of the same object: one that completed, else the later one, and any rather than none. What stands there
 * and is no result of ours gives way.
 * @param render is asked after that was looked at, so that of two writers the one that knows less comes too late
 */
export async function writeResult(
  store: ObjectStore,
  origin: UploadOrigin,
  render: () => Promise<UploadResult | undefined>,
): Promise<ResultFate> {
  const key = resultKeyOf(origin);
  for (;;) {
    const stored = await store.readText(key);
    const result = await render();
    if (!result) return 'withheld';
    const stands = stored && parse(stored.text);
    const better = stands && betterThan(result, stands);
    if (better) return better;
    const written = stored
      ? await store.replaceJson(key, result, stored.etag)
      : await store.createJson(key, result);
    if (written) return 'written';
  }
}

/** The result that stands where an object's would be. */
export type StandingResult = Pick<Stored, 'status' | 'job'> & {
  /** It is that of a later object of the same key. */
  readonly isLater: boolean;
};

/** What stands where an object's result would be; `undefined` for nothing, and for what would give way to any. */
export async function standingOf(
  store: ObjectStore,
  origin: UploadOrigin,
): Promise<StandingResult | undefined> {
  const stored = await store.readText(resultKeyOf(origin));
  const result = stored && parse(stored.text);
  const difference = result ? order(result.source, origin) : -1;
  return result && difference >= 0 ? { ...result, isLater: difference > 0 } : undefined;
}

/** Whether the result that stands says that this very object has been done. */
export async function isCompleted(store: ObjectStore, origin: UploadOrigin): Promise<boolean> {
  const stands = await standingOf(store, origin);
  return stands?.status === 'completed' && !stands.isLater;
}

/** Anybody may have put something where results are; a job must end all the same. */
function parse(text: string): Stored | undefined {
  try {
    return Stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Why the result that stands is better than another one; `undefined` when it is not. */
function betterThan(result: UploadResult, stands: Stored): ResultFate | undefined {
  const difference = order(stands.source, result.source);
  if (difference > 0) return 'of_later_object';
  return difference === 0 && isBetterJob(stands, result) ? 'of_better_job' : undefined;
}

/** What has been done once stays done, whichever job of the object did it. */
function isBetterJob({ status, job }: Stored, result: UploadResult): boolean {
  if (!job || !result.job) return job !== null;
  const [stands, comes] = [status, result.status].map((one) => one === 'completed');
  return stands === comes ? isNewerJob(job.id, result.job.id) : stands === true;
}

/** S3's order: the shorter sequencer is filled up with zeros on its right. */
function order(one: { sequencer: string }, other: { sequencer: string }): number {
  const digits = Math.max(one.sequencer.length, other.sequencer.length);
  const filled = ({ sequencer }: { sequencer: string }) =>
    Buffer.from(sequencer.padEnd(digits, '0'));
  return Buffer.compare(filled(one), filled(other));
}
