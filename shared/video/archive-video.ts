import { createHash } from 'node:crypto';
import { resultUrlOf } from '../dashscope/tasks.ts';
import type { Change } from '../jobs/advance.ts';
import type { JobOutput } from '../jobs/job-record.ts';
import { readTimely } from '../media/timely-body.ts';
import { timeoutSignal } from '../runtime/timeout-signal.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import { MultipartUpload } from '../storage/multipart-upload.ts';
import { ArchiveError } from './archive-error.ts';
import { hasPassed, outputOf } from './step-output.ts';
import { digestOf } from './stored-digest.ts';
import {
  jobError,
  type StepInput,
  type StepOutput,
  taskLifeSeconds,
  type VideoWork,
} from './workflow.ts';

const contentType = 'video/mp4';
const stallSeconds = 30;
const headBytes = 8;
/** Below the function's own 15 minutes, so that a slow copy ends as an error and not as a kill. */
export const copySeconds = 840;

/**
 * Copies a finished video into S3 with constant memory and believes it only when length and kind are right (I2).
 * The signed address is asked for here and goes nowhere else (I5).
 * @throws ArchiveError, and whatever S3 or the provider throws; every error may be tried again.
 */
export async function archiveVideo(work: VideoWork, input: StepInput): Promise<StepOutput> {
  const record = await work.records.read(input);
  const taskId = record.provider.task_id;
  if (record.phase !== 'archiving' || !taskId) return outputOf(work, record);
  if (hasPassed(work, record.submitted_at ?? record.created_at, taskLifeSeconds)) {
    return outputOf(work, await work.records.update(record, tooLate));
  }
  const url = resultUrlOf(await work.tasks.read(taskId));
  if (!url) throw new ArchiveError('the provider shows no result for a finished task');
  const output = await copy(work, record, url);
  const verdict = { status: 'completed', error: null } as const;
  return outputOf(work, await work.records.update(record, { type: 'decide', verdict, output }));
}

async function copy(work: VideoWork, job: JobReference, url: string): Promise<JobOutput> {
  const abort = new AbortController();
  const timeout = timeoutSignal(copySeconds * 1000);
  const signal = AbortSignal.any([abort.signal, timeout]);
  try {
    return await store(work, job, await work.download(url, { signal }), abort);
  } catch (error) {
    // what is still on its way is not wanted any more
    abort.abort();
    throw error;
  }
}

async function store(
  work: VideoWork,
  job: JobReference,
  response: Response,
  abort: AbortController,
): Promise<JobOutput> {
  const bytes = expectedBytes(response);
  const upload = await MultipartUpload.begin(work.store, keys.video(job), contentType);
  try {
    const sha256 = await transfer(response, upload, bytes, abort);
    const created = await upload.complete();
    if (!created) await compareStored(work, job, sha256);
    const { bucket } = work.store;
    return { bucket, key: keys.video(job), bytes, sha256, content_type: contentType };
  } catch (error) {
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

function expectedBytes(response: Response): number {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  if (response.status !== 200)
    throw new ArchiveError(`the result answered HTTP ${response.status}`);
  if (!Number.isSafeInteger(length) || length <= 0)
    throw new ArchiveError('the result has no length to check against');
  return length;
}

async function transfer(
  response: Response,
  upload: MultipartUpload,
  bytes: number,
  abort: AbortController,
): Promise<string> {
  const hash = createHash('sha256');
  let received = 0;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of readTimely(response, stallSeconds, abort)) {
    if (head.length < headBytes) head = checkHead(Buffer.concat([head, chunk]));
    received += chunk.length;
    hash.update(chunk);
    await upload.write(chunk);
  }
  if (received !== bytes) throw new ArchiveError(`got ${received} of ${bytes} bytes`);
  if (received < headBytes) throw new ArchiveError('the result is too short to be an MP4');
  return hash.digest('hex');
}

/** Every MP4 begins with the size and the name of its `ftyp` box; an error page does not. */
function checkHead(head: Buffer): Buffer {
  const known = head.subarray(0, headBytes);
  const isOther = known.length === headBytes && known.toString('latin1', 4) !== 'ftyp';
  if (isOther) throw new ArchiveError('the result is not an MP4');
  return known;
}

/** A copy that is there already must be this one. */
async function compareStored(work: VideoWork, job: JobReference, sha256: string): Promise<void> {
  if ((await digestOf(work.store, keys.video(job))) === sha256) return;
  throw new ArchiveError('another video is stored under this job');
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
