import { createHash } from 'node:crypto';
import * as z from 'zod';
import { digestOf } from '../body/digests.ts';
import { readXmlBody } from '../body/read-xml-body.ts';
import { buildXml } from '../build-xml.ts';
import { writeCheck } from '../preconditions.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import type { UploadedPart } from '../storage/multipart-uploads.ts';
import type { StoredChecksum, StoredObject } from '../storage/stored-object.ts';
import { requireUpload } from './multipart-upload.ts';

const minPartBytes = 5 * 1024 * 1024;

const Completion = z.object({
  CompleteMultipartUpload: z.object({
    Part: z
      .array(z.object({ PartNumber: z.coerce.number().int(), ETag: z.string() }).loose())
      .min(1),
  }),
});
type NamedPart = z.infer<typeof Completion>['CompleteMultipartUpload']['Part'][number];

/** CompleteMultipartUpload: the named parts become the object in one step; the others are dropped. */
export async function completeMultipartUpload(call: S3Call): Promise<S3Answer> {
  const named = await readNamedParts(call);
  const { uploadId, upload } = requireUpload(call);
  const parts = selectParts(named, call.bucket.uploads.parts(uploadId));
  const object: StoredObject = {
    ...upload.description,
    etag: multipartEtag(parts),
    size: parts.reduce((size, part) => size + part.segment.size, 0),
    lastModified: call.now().toISOString(),
    checksum: compositeChecksum(parts),
    segments: parts.map((part) => part.segment),
  };
  checkObjectClaims(call, object);
  await commit(call, uploadId, object);
  return completionAnswer(call, object);
}

/**
 * Condition, claim of the upload and object are one step under the key's lock, so that one of several callers
 * completes it; the upload is forgotten only when the object is there, so that dying in between loses nothing.
 */
async function commit(call: S3Call, uploadId: string, object: StoredObject): Promise<void> {
  const { bucket, key } = call;
  const checkCondition = writeCheck(call.headers, key);
  let isOurs = false;
  const check = (current: StoredObject | undefined) => {
    requireUpload(call);
    checkCondition(current);
    bucket.uploads.claim(uploadId);
    isOurs = true;
  };
  try {
    await bucket.put(key, object, 'CompleteMultipartUpload', check);
  } catch (error) {
    if (isOurs) bucket.uploads.release(uploadId);
    throw error;
  }
  const kept = new Set(object.segments.map((segment) => segment.file));
  const parts = await bucket.uploads.close(uploadId);
  const dropped = parts.filter((part) => !kept.has(part.segment.file));
  await bucket.contents.remove(dropped.map((part) => part.segment));
}

// In this call `x-amz-checksum-*` speaks of the object to be, not of the document.
async function readNamedParts(call: S3Call): Promise<NamedPart[]> {
  const headers = Object.fromEntries(
    Object.entries(call.headers).filter(([name]) => !name.startsWith('x-amz-checksum-')),
  );
  const completion = await readXmlBody({ ...call, headers }, Completion);
  return completion.CompleteMultipartUpload.Part;
}

function selectParts(
  named: readonly NamedPart[],
  uploaded: readonly UploadedPart[],
): UploadedPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const parts = named.map((each, index) => {
    if (each.PartNumber <= (named[index - 1]?.PartNumber ?? 0)) throw invalidPartOrder();
    const part = byNumber.get(each.PartNumber);
    if (!part || !isNamed(part, each)) throw invalidPart(each);
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.segment.size < minPartBytes);
  if (small) throw entityTooSmall(small);
  return parts;
}

function isNamed(part: UploadedPart, named: NamedPart): boolean {
  const claimed = part.checksum && named[checksumTag(part.checksum)];
  const sameChecksum = claimed === undefined || claimed === part.checksum?.value;
  return named.ETag.replaceAll('"', '') === part.etag && sameChecksum;
}

function multipartEtag(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

function compositeChecksum(parts: readonly UploadedPart[]): StoredChecksum | undefined {
  const algorithm = parts[0]?.checksum?.algorithm;
  if (!algorithm || parts.some((part) => part.checksum?.algorithm !== algorithm)) return undefined;
  const values = parts.map((part) => Buffer.from(part.checksum?.value ?? '', 'base64'));
  const value = digestOf(algorithm, Buffer.concat(values)).toString('base64');
  return { algorithm, value: `${value}-${parts.length}`, type: 'COMPOSITE' };
}

function checkObjectClaims(call: S3Call, object: StoredObject): void {
  const size = call.headers['x-amz-mp-object-size'];
  if (size !== undefined && Number(size) !== object.size) {
    throw new S3Error('InvalidRequest', 'The provided x-amz-mp-object-size does not match.');
  }
  if (!object.checksum) return;
  const claimed = call.headers[`x-amz-checksum-${object.checksum.algorithm}`];
  const values = [object.checksum.value, object.checksum.value.replace(/-\d+$/, '')];
  if (claimed !== undefined && !values.includes(claimed)) {
    throw new S3Error('BadDigest', 'The checksum you specified did not match the calculated one.');
  }
}

function completionAnswer(call: S3Call, object: StoredObject): S3Answer {
  const { checksum } = object;
  const body = buildXml('CompleteMultipartUploadResult', {
    Location: `http://${call.headers.host ?? ''}${call.rawPath}`,
    Bucket: call.bucketName,
    Key: call.key,
    ETag: `"${object.etag}"`,
    ...(checksum ? { [checksumTag(checksum)]: checksum.value, ChecksumType: checksum.type } : {}),
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** `ChecksumCRC32` and its like. */
const checksumTag = ({ algorithm }: StoredChecksum) => `Checksum${algorithm.toUpperCase()}`;

const invalidPartOrder = () =>
  new S3Error(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
  );

const invalidPart = ({ PartNumber, ETag }: NamedPart) =>
  new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { PartNumber: String(PartNumber), ETag },
  );

const entityTooSmall = (part: UploadedPart) =>
  new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: String(part.segment.size),
    MinSizeAllowed: String(minPartBytes),
    PartNumber: String(part.number),
    ETag: part.etag,
  });
