import { notImplemented, S3Error } from '../s3-error.ts';
import type { ObjectDescription } from '../storage/stored-object.ts';

type Fields = Readonly<Record<string, string | undefined>>;

const keptHeaders = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-website-redirect-location',
]);

const defaultContentType = 'binary/octet-stream';
const maxMetadataBytes = 2048;
const maxTags = 10;

/** Headers that promise something this server would not do. */
const refusedHeaders = [
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-retain-until-date',
  'x-amz-write-offset-bytes',
];

/**
 * What the headers of a write (or the fields of a form) say about the object.
 * Throws `MetadataTooLarge`, `InvalidTag`, or `NotImplemented` for encryption keys and object lock.
 */
export function describeObject(fields: Fields): ObjectDescription {
  const refused = refusedHeaders.find((name) => fields[name] !== undefined);
  if (refused) throw notImplemented(refused);
  const headers: Record<string, string> = { 'content-type': defaultContentType };
  for (const [name, value] of Object.entries(fields)) {
    const kept = keptHeaders.has(name) || name.startsWith('x-amz-meta-');
    if (kept && value !== undefined) headers[name] = value;
  }
  removeFraming(headers);
  checkMetadataSize(headers);
  return { headers, tags: parseTagging(fields['x-amz-tagging']) };
}

/** Tags from a header in query notation, `a=1&b=2`. */
function parseTagging(header: string | undefined): Record<string, string> {
  const pairs = [...new URLSearchParams(header ?? '')];
  return checkTags(pairs.map(([key, value]) => ({ Key: key, Value: value })));
}

/** The tags as a record. Throws `InvalidTag` for more than ten, duplicates, and lengths beyond S3's. */
export function checkTags(
  tags: readonly { readonly Key: string; readonly Value: string }[],
): Record<string, string> {
  const unique = new Set(tags.map((tag) => tag.Key));
  const isTooLong = tags.some(({ Key, Value }) => !Key || Key.length > 128 || Value.length > 256);
  if (tags.length > maxTags || unique.size < tags.length || isTooLong) {
    throw new S3Error(
      'InvalidTag',
      'The tag set is not valid: at most 10 distinct tags per object.',
    );
  }
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

// The framing of the upload is not an encoding of the object.
function removeFraming(headers: Record<string, string>): void {
  const encodings = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
  const own = encodings.filter((each) => each !== '' && each !== 'aws-chunked').join(',');
  if (own) headers['content-encoding'] = own;
  else delete headers['content-encoding'];
}

function checkMetadataSize(headers: Readonly<Record<string, string>>): void {
  const bytes = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-meta-'))
    .reduce(
      (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + Buffer.byteLength(value),
      0,
    );
  if (bytes <= maxMetadataBytes) return;
  throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed size.');
}
