import { buildXml } from '../build-xml.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { notImplemented, S3Error } from '../s3-error.ts';
import { compareKeys } from '../storage/sorted-keys.ts';
import { requireUpload } from './multipart-upload.ts';

const maxPageSize = 1000;

/** ListParts, in pages that begin behind `part-number-marker`. */
export async function listParts(call: S3Call): Promise<S3Answer> {
  const { uploadId } = requireUpload(call);
  const marker = readNumber(call.query, 'part-number-marker', 0);
  const maxParts = Math.min(maxPageSize, readNumber(call.query, 'max-parts', maxPageSize));
  const parts = call.bucket.uploads.parts(uploadId).filter((part) => part.number > marker);
  const page = parts.slice(0, maxParts);
  const body = buildXml('ListPartsResult', {
    Bucket: call.bucketName,
    Key: call.key,
    UploadId: uploadId,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? marker,
    MaxParts: maxParts,
    IsTruncated: page.length < parts.length,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: part.lastModified,
      ETag: `"${part.etag}"`,
      Size: part.segment.size,
      ...(part.checksum
        ? { [`Checksum${part.checksum.algorithm.toUpperCase()}`]: part.checksum.value }
        : {}),
    })),
    StorageClass: 'STANDARD',
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** ListMultipartUploads of one prefix, the first thousand, by key and age. */
export async function listMultipartUploads(call: S3Call): Promise<S3Answer> {
  const unsupported = ['delimiter', 'key-marker', 'upload-id-marker'].find((name) =>
    call.query.get(name),
  );
  if (unsupported) throw notImplemented(`ListMultipartUploads with ${unsupported}`);
  const prefix = call.query.get('prefix') ?? '';
  const uploads = call.bucket.uploads
    .all()
    .filter(([, upload]) => upload.key.startsWith(prefix))
    .sort(
      ([, left], [, right]) =>
        compareKeys(left.key, right.key) || left.initiated.localeCompare(right.initiated),
    );
  const maxUploads = Math.min(maxPageSize, readNumber(call.query, 'max-uploads', maxPageSize));
  const body = buildXml('ListMultipartUploadsResult', {
    Bucket: call.bucketName,
    Prefix: prefix || undefined,
    MaxUploads: maxUploads,
    IsTruncated: uploads.length > maxUploads,
    Upload: uploads.slice(0, maxUploads).map(([uploadId, upload]) => ({
      Key: upload.key,
      UploadId: uploadId,
      StorageClass: 'STANDARD',
      Initiated: upload.initiated,
    })),
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function readNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`);
}
