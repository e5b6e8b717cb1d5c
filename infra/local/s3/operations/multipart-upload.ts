import { checksumAlgorithms } from '../body/digests.ts';
import { receiveBody } from '../body/receive-body.ts';
import { buildXml } from '../build-xml.ts';
import { parseByteRange, wholeRange } from '../byte-range.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { notImplemented, S3Error } from '../s3-error.ts';
import type { Segment } from '../storage/content-files.ts';
import type { Upload, UploadedPart } from '../storage/multipart-uploads.ts';
import { checksumHeaders } from '../storage/stored-object.ts';
import { readCopySource, requireCopySource } from './copy-source.ts';
import { describeObject } from './describe-object.ts';
import { maxSinglePutBytes, type ObjectSource } from './store-object.ts';

const maxPartNumber = 10_000;

/** CreateMultipartUpload: the description is given here, the bytes come later. */
export async function createMultipartUpload(call: S3Call): Promise<S3Answer> {
  checkChecksumPlan(call);
  const uploadId = await call.bucket.uploads.create({
    key: call.key,
    description: describeObject(call.headers),
    initiated: call.now().toISOString(),
  });
  const body = buildXml('InitiateMultipartUploadResult', {
    Bucket: call.bucketName,
    Key: call.key,
    UploadId: uploadId,
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

// Refused here already, before gigabytes are sent.
function checkChecksumPlan({ headers }: S3Call): void {
  const algorithm = headers['x-amz-checksum-algorithm']?.toLowerCase();
  if (algorithm && !checksumAlgorithms.has(algorithm)) {
    throw notImplemented(`The checksum ${algorithm}`);
  }
  if (headers['x-amz-checksum-type'] === 'FULL_OBJECT') {
    throw notImplemented('A checksum of the full object in a multipart upload');
  }
}

/** UploadPart: a part sent again replaces the one before. */
export async function uploadPart(call: S3Call): Promise<S3Answer> {
  const source = receiveBody(call);
  if (source.length > maxSinglePutBytes) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  const part = await storePart(call, source);
  return { status: 200, headers: { etag: `"${part.etag}"`, ...checksumHeaders(part.checksum) } };
}

/** UploadPartCopy: the part's bytes are a range of an object that is already there. */
export async function uploadPartCopy(call: S3Call): Promise<S3Answer> {
  const source = requireCopySource(call);
  const { size } = source.object;
  const wanted = parseByteRange(call.headers['x-amz-copy-source-range'], size);
  const part = await storePart(call, readCopySource(source, wanted ?? wholeRange(size)));
  const body = buildXml('CopyPartResult', {
    LastModified: part.lastModified,
    ETag: `"${part.etag}"`,
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** AbortMultipartUpload. */
export async function abortMultipartUpload(call: S3Call): Promise<S3Answer> {
  const { uploadId } = requireUpload(call);
  const parts = await call.bucket.uploads.close(uploadId);
  await call.bucket.contents.remove(parts.map((part) => part.segment));
  return { status: 204 };
}

/** The open upload that the query names; throws `NoSuchUpload`, also when it belongs to another key. */
export function requireUpload(call: S3Call): { uploadId: string; upload: Upload } {
  const uploadId = call.query.get('uploadId') ?? '';
  const upload = call.bucket.uploads.get(uploadId);
  if (upload?.key === call.key) return { uploadId, upload };
  throw new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );
}

async function storePart(call: S3Call, source: ObjectSource): Promise<UploadedPart> {
  requireUpload(call);
  const number = readPartNumber(call.query.get('partNumber'));
  const { contents, uploads } = call.bucket;
  const segment = await contents.write(source.stream);
  const lastModified = call.now().toISOString();
  const checksum = source.checksum();
  // The upload may have been closed while the bytes came in.
  const { uploadId } = await requireUploadOrRemove(call, segment);
  const part = { uploadId, number, etag: source.md5(), lastModified, checksum, segment };
  const replaced = await uploads.putPart(part);
  if (replaced) await contents.remove([replaced.segment]);
  return part;
}

async function requireUploadOrRemove(call: S3Call, segment: Segment) {
  try {
    return requireUpload(call);
  } catch (error) {
    await call.bucket.contents.remove([segment]);
    throw error;
  }
}

function readPartNumber(text: string | null): number {
  const number = /^\d+$/.test(text ?? '') ? Number(text) : 0;
  if (number >= 1 && number <= maxPartNumber) return number;
  throw new S3Error(
    'InvalidArgument',
    'Part number must be an integer between 1 and 10000, inclusive',
  );
}
