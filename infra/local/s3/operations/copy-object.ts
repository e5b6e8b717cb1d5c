import { buildXml } from '../build-xml.ts';
import { wholeRange } from '../byte-range.ts';
import { writeCheck } from '../preconditions.ts';
import { objectArn, type S3Answer, type S3Call } from '../s3-call.ts';
import { accessDenied, S3Error } from '../s3-error.ts';
import type { ObjectDescription } from '../storage/stored-object.ts';
import { type CopySource, readCopySource, requireCopySource } from './copy-source.ts';
import { describeObject } from './describe-object.ts';
import { storeObject } from './store-object.ts';

/** CopyObject: bytes, and by directive the description, of one object become another. */
export async function copyObject(call: S3Call): Promise<S3Answer> {
  const source = requireCopySource(call);
  const { size, checksum } = source.object;
  const kept = checksum?.type === 'FULL_OBJECT' ? checksum : undefined;
  const object = await storeObject(call.bucket, {
    key: call.key,
    source: readCopySource(source, wholeRange(size), kept),
    description: describeCopy(call, source),
    reason: 'CopyObject',
    check: writeCheck(call.headers, call.key),
    now: call.now,
  });
  const body = buildXml('CopyObjectResult', {
    LastModified: object.lastModified,
    ETag: `"${object.etag}"`,
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function describeCopy(call: S3Call, source: CopySource): ObjectDescription {
  const { bucket, key, object } = source;
  const given = describeObject(call.headers);
  const replacesMetadata = readDirective(call, 'x-amz-metadata-directive');
  const replacesTags = readDirective(call, 'x-amz-tagging-directive');
  if (!replacesMetadata && bucket === call.bucket && key === call.key) {
    throw new S3Error(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing its metadata.',
    );
  }
  if (!replacesTags) allowTags(call, source);
  return {
    headers: replacesMetadata ? given.headers : object.headers,
    tags: replacesTags ? given.tags : object.tags,
  };
}

/** Tags are copied by a right of their own; a source without any asks for none. */
function allowTags(call: S3Call, { bucket, key, object }: CopySource): void {
  if (Object.keys(object.tags).length === 0) return;
  const mayRead = call.allows('s3:GetObjectTagging', objectArn(bucket.name, key));
  const mayWrite = call.allows('s3:PutObjectTagging', objectArn(call.bucketName, call.key));
  if (!mayRead || !mayWrite) throw accessDenied();
}

function readDirective(call: S3Call, name: string): boolean {
  const directive = call.headers[name] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error('InvalidArgument', `Unknown directive in ${name}.`);
  }
  return directive === 'REPLACE';
}
