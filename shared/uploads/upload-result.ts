import * as z from 'zod';
import type { JobError } from '../contract/job.ts';
import type { ProblemDocument } from '../contract/problem.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { resultKeyOf } from './uploaded-object.ts';

/** `results/<rule>/<name>.json`: what became of an uploaded object. */
export type UploadResult = {
  readonly object: 'upload.result';
  readonly source: UploadOrigin;
  readonly status: string;
  /** The job as events tell it; `null` when there is none. */
  readonly job: object | null;
  /** The answer of a vision job. */
  readonly result: unknown;
  readonly error: ProblemDocument | JobError | null;
};

const Stored = z.object({ source: z.object({ sequencer: z.string() }) });

/**
 * Writes an object's result, unless the result of a later object of the same key stands there already.
 * @param render is asked after that was looked at, so that of two writers the one that knows less comes too late
 */
export async function writeResult(
  store: ObjectStore,
  origin: UploadOrigin,
  render: () => Promise<UploadResult>,
): Promise<void> {
  const key = resultKeyOf(origin);
  for (;;) {
    const stored = await store.readJson(key);
    if (stored && isLater(Stored.parse(stored.value).source, origin)) return;
    const result = await render();
    const written = stored
      ? await store.replaceJson(key, result, stored.etag)
      : await store.createJson(key, result);
    if (written) return;
  }
}

/** S3's order: the shorter sequencer is filled up with zeros on its right. */
function isLater(one: { sequencer: string }, other: { sequencer: string }): boolean {
  const digits = Math.max(one.sequencer.length, other.sequencer.length);
  return one.sequencer.padEnd(digits, '0') > other.sequencer.padEnd(digits, '0');
}
