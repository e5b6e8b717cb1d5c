import type { Change } from '../jobs/advance.ts';
import { taskLifeSeconds } from '../jobs/continuation.ts';
import { jobError } from '../jobs/job-error.ts';
import type { JobOutput, JobRecord } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import { type CopyTarget, type CopyWork, copyResult, videoContentType } from './archive-copy.ts';
import { ArchiveError } from './archive-error.ts';
import { hasPassed, outputOf } from './step-output.ts';
import type { StepInput, StepOutput, VideoWork } from './workflow.ts';

/** What archiving works with: of the video workflow everything that reads, and no callers' media. */
export type ArchiveWork = CopyWork & Pick<VideoWork, 'records' | 'timeScale'>;

/** Below the function's own 15 minutes, so that a slow copy ends as an error and not as a kill; its parts stay. */
export const copySeconds = 840;

/**
 * Copies a finished video into S3 and says so only when the copy is verified (I2).
 * @throws ArchiveError, and whatever S3 or the provider throws; every error may be tried again, and the next attempt
 *   goes on where this one ended.
 */
export async function archiveVideo(work: ArchiveWork, input: StepInput): Promise<StepOutput> {
  const record = await work.records.read(input);
  const taskId = record.provider.task_id;
  if (record.phase !== 'archiving' || !taskId) return outputOf(work, record);
  const output = await withinLimit((signal) => archive(work, record, taskId, signal)).catch(
    (error) => giveUp(work, record, error),
  );
  if (!output) return outputOf(work, await work.records.update(record, tooLate));
  const verdict = { status: 'completed', error: null } as const;
  return outputOf(work, await work.records.update(record, { type: 'decide', verdict, output }));
}

/** Tries for as long as the provider may keep the result: 24 hours from its end, which nobody tells us exactly. */
function giveUp(work: ArchiveWork, record: JobRecord, error: unknown): undefined {
  const since = record.submitted_at ?? record.created_at;
  if (hasPassed(work, since, 2 * taskLifeSeconds)) return undefined;
  throw error;
}

async function archive(
  work: ArchiveWork,
  record: JobRecord,
  taskId: string,
  signal: AbortSignal,
): Promise<JobOutput> {
  const target = targetOf(work, record, taskId);
  const began = work.clock.now().getTime();
  const { bytes, sha256 } = await copyResult(work, target, signal);
  const ArchiveMilliseconds = work.clock.now().getTime() - began;
  work.logger.measure({ ArchiveBytes: bytes, ArchiveMilliseconds }, { id: record.id });
  const { bucket } = work.store;
  return { bucket, key: target.key, bytes, sha256, content_type: videoContentType };
}

/** The upload's id stands on the record, so that whoever comes next finds the parts (I3). */
function targetOf({ records }: ArchiveWork, record: JobRecord, taskId: string): CopyTarget {
  const begun = record.copy;
  return {
    taskId,
    key: keys.video(record),
    begun,
    remember: async (copy) => {
      const replaces = begun?.upload_id ?? null;
      const written = await records.update(record, { type: 'copy', copy, replaces });
      return written.copy?.upload_id === copy.upload_id;
    },
  };
}

/** Ends an attempt that takes longer than `copySeconds`, and leaves no timer behind. */
async function withinLimit<Value>(run: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const attempt = new AbortController();
  const giveUp = () => attempt.abort(new ArchiveError(`the copy took more than ${copySeconds} s`));
  const timer = setTimeout(giveUp, copySeconds * 1000);
  try {
    return await run(attempt.signal);
  } catch (error) {
    throw attempt.signal.aborted ? attempt.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** The provider has forgotten the result (dashscope-api §4.3). */
const tooLate: Change = {
  type: 'decide',
  verdict: {
    status: 'failed',
    error: jobError({
      code: 'archive_failed',
      message: 'The finished video could not be copied within the 24 hours the provider keeps it.',
      stage: 'archive',
      maybe_billed: true,
    }),
  },
};
