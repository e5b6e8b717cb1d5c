import { buildXml, type XmlTree } from '../build-xml.ts';
import { listKeys } from '../list-keys.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { encodeKey } from '../signature/canonical-request.ts';

const maxPageSize = 1000;

/** ListObjectsV2. */
export async function listObjects(call: S3Call): Promise<S3Answer> {
  const { query, bucket } = call;
  const parameters = readParameters(query);
  const page = listKeys(bucket.keys, parameters);
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (text: string) => text;
  const body = buildXml('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(parameters.prefix),
    Delimiter: encode(parameters.delimiter) || undefined,
    StartAfter: encode(parameters.startAfter) || undefined,
    EncodingType: query.get('encoding-type') ?? undefined,
    ContinuationToken: query.get('continuation-token') ?? undefined,
    NextContinuationToken: page.next === undefined ? undefined : encodeToken(page.next),
    MaxKeys: parameters.maxKeys,
    KeyCount: page.keys.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    Contents: page.keys.flatMap((key) => describe(call, key, encode)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function describe(call: S3Call, key: string, encode: (text: string) => string): XmlTree[] {
  const object = call.bucket.get(key);
  if (!object) return [];
  return [
    {
      Key: encode(key),
      LastModified: object.lastModified,
      ETag: `"${object.etag}"`,
      ChecksumAlgorithm: object.checksum?.algorithm.toUpperCase(),
      ChecksumType: object.checksum?.type,
      Size: object.size,
      StorageClass: 'STANDARD',
    },
  ];
}

function readParameters(query: URLSearchParams) {
  const maxKeys = query.get('max-keys') ?? String(maxPageSize);
  if (!/^\d+$/.test(maxKeys)) {
    throw new S3Error(
      'InvalidArgument',
      'Provided max-keys not an integer or within integer range',
    );
  }
  const token = query.get('continuation-token');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    startAfter: query.get('start-after') ?? '',
    from: token === null ? undefined : decodeToken(token),
    maxKeys: Math.min(maxPageSize, Number(maxKeys)),
  };
}

const encodeToken = (key: string) => `1${Buffer.from(key).toString('base64url')}`;

function decodeToken(token: string): string {
  if (/^1[\w-]+$/.test(token)) return Buffer.from(token.slice(1), 'base64url').toString();
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
}
