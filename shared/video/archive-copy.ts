import type { BegunCopy } from '../jobs/job-record.ts';
import { cutIntoParts, MultipartUpload, partBytesOf } from '../storage/multipart-upload.ts';
import { ArchiveError, WrongResultError } from './archive-error.ts';
import { type InspectedFile, inspected, Mp4Inspection } from './archive-inspection.ts';
import { readToEnd } from './archive-reading.ts';
import { isSameFile, type OpenedResult, type ResultFile, ResultSource } from './archive-source.ts';
import { inspectStored, verifyStored } from './stored-digest.ts';
import type { VideoWork } from './workflow.ts';

export const videoContentType = 'video/mp4';

/** What copying works with. */
export type CopyWork = Pick<VideoWork, 'store' | 'tasks' | 'download' | 'clock' | 'logger'>;

/** Whose result goes where, and what an earlier attempt wrote down. */
export type CopyTarget = {
  readonly taskId: string;
  readonly key: string;
  readonly begun: BegunCopy | null;
  /** Writes down a new upload before any part is sent to it; `false` when another attempt was first. */
  remember(copy: BegunCopy): Promise<boolean>;
};

type Copying = CopyWork & { readonly target: CopyTarget; readonly signal: AbortSignal };

/**
 * Copies a finished task's file into S3 with constant memory; an attempt goes on where the one before it ended.
 *
 * The object appears only when it is what it must be. A copy made in one go is checked (length, MP4, SHA-256) as it
 * passes, and S3 checks every part against a CRC-32 of what was hashed. An attempt that went on from parts of another
 * one has not seen those: S3 shows parts to nobody before they are an object, and a SHA-256 cannot be handed over. So
 * it reads the completed object once, and only that tells the digest and lets the caller call it kept (I2). That all
 * parts are of one version of the file, the length and the HTTP validator have told before.
 *
 * @throws ArchiveError, and whatever the provider or S3 throws; parts that were stored stay for the next attempt
 */
export async function copyResult(
  work: CopyWork,
  target: CopyTarget,
  signal: AbortSignal,
): Promise<InspectedFile> {
  const copying = { ...work, target, signal };
  const { begun } = target;
  const upload = begun && (await findUpload(copying, begun));
  if (begun && upload) return continueCopy(copying, begun, upload);
  // an attempt that completed its upload may have died before it could say so
  const mayBeThere = begun && (await work.store.head(target.key));
  if (mayBeThere) return verifyStored(placeOf(copying), begun.bytes);
  const source = new ResultSource(work, target.taskId, signal);
  return copyAnew(copying, source, await source.open(0));
}

function placeOf({ store, target, signal }: Copying) {
  return { store, key: target.key, signal };
}

async function findUpload(
  copying: Copying,
  { upload_id, bytes }: BegunCopy,
): Promise<MultipartUpload | undefined> {
  return MultipartUpload.find(placeOf(copying), { id: upload_id, bytes });
}

async function continueCopy(
  copying: Copying,
  file: ResultFile,
  upload: MultipartUpload,
): Promise<InspectedFile> {
  const { storedBytes } = upload;
  copying.logger.info('archive.continued', { stored_bytes: storedBytes, bytes: file.bytes });
  if (storedBytes < file.bytes) {
    const source = new ResultSource(copying, copying.target.taskId, copying.signal);
    const opened = await source.open(storedBytes, file);
    if (!isSameFile(opened.file, file)) return replaceCopy(copying, source, opened, upload);
    const chunks = readToEnd(source, opened, storedBytes, copying.logger);
    await storeParts(chunks, file, async () => upload);
  }
  await upload.complete();
  return verifyStored(placeOf(copying), file.bytes);
}

/** Parts of another version, or of one that cannot be told from another, are of no use. */
async function replaceCopy(
  copying: Copying,
  source: ResultSource,
  opened: OpenedResult,
  upload: MultipartUpload,
): Promise<InspectedFile> {
  const isAtStart = opened.from === 0;
  if (!isAtStart) opened.close();
  await upload.abort();
  return copyAnew(copying, source, isAtStart ? opened : await source.open(0));
}

async function copyAnew(
  copying: Copying,
  source: ResultSource,
  opened: OpenedResult,
): Promise<InspectedFile> {
  const inspection = new Mp4Inspection();
  const chunks = readToEnd(source, opened, 0, copying.logger);
  const begin = () => beginUpload(copying, opened.file);
  const upload = await storeParts(inspected(chunks, inspection), opened.file, begin);
  const passed = inspection.finish();
  if (await upload.complete()) return passed;
  const stored = await inspectStored(placeOf(copying));
  if (stored.sha256 === passed.sha256) return passed;
  throw new ArchiveError('another video is stored under this job');
}

/** Begins the upload with the first part that is ready: so an error page leaves nothing behind. */
async function storeParts(
  chunks: AsyncIterable<Uint8Array>,
  { bytes }: ResultFile,
  begin: () => Promise<MultipartUpload>,
): Promise<MultipartUpload> {
  let upload: MultipartUpload | undefined;
  try {
    for await (const part of cutIntoParts(chunks, partBytesOf(bytes))) {
      upload ??= await begin();
      await upload.append(part);
    }
  } catch (error) {
    if (error instanceof WrongResultError) await upload?.abort();
    throw error;
  }
  if (!upload) throw new WrongResultError('the result is empty');
  return upload;
}

async function beginUpload(copying: Copying, { bytes, version }: ResultFile) {
  const upload = await MultipartUpload.begin(placeOf(copying), {
    bytes,
    contentType: videoContentType,
  });
  if (await copying.target.remember({ upload_id: upload.id, bytes, version })) return upload;
  await upload.abort();
  throw new ArchiveError('another attempt copies this result, or nobody needs it any more');
}
