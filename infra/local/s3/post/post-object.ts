import type { Readable } from 'node:stream';
import { Digests } from '../body/digests.ts';
import { describeObject } from '../operations/describe-object.ts';
import { type ObjectSource, storeObject } from '../operations/store-object.ts';
import { objectArn, type S3Answer, type S3Request } from '../s3-call.ts';
import { accessDenied, notImplemented, S3Error } from '../s3-error.ts';
import type { S3World } from '../s3-world.ts';
import { encodeKey } from '../signature/canonical-request.ts';
import { hmacHex, parseCredential, sameSignature, signingKey } from '../signature/signing-key.ts';
import { requireSecret, signatureDoesNotMatch } from '../signature/verify-signature.ts';
import type { Bucket } from '../storage/bucket.ts';
import { postAnswer } from './post-answer.ts';
import { checkPostPolicy, type FormFields, type SizeRange } from './post-policy.ts';
import { type FormFile, receiveForm } from './receive-form.ts';

/** Whether this is an upload by form, which carries its own proof in a signed policy. */
export function isFormUpload({ method, key, headers }: S3Request): boolean {
  const type = headers['content-type'] ?? '';
  return method === 'POST' && key === '' && type.startsWith('multipart/form-data');
}

/** PostObject: what a presigned POST sends, from a browser or any other form. */
export function postObject(request: S3Request, bucket: Bucket, world: S3World): Promise<S3Answer> {
  return receiveForm(request.headers, request.body, async (sent, file) => {
    const fields = withFileName(sent, file);
    const accessKeyId = verifyPolicySignature(fields, world);
    const size = checkPostPolicy(fields, bucket.name, world.now());
    const key = requireKey(fields);
    authorizeUpload(fields, { accessKeyId, resource: objectArn(bucket.name, key) }, world);
    const object = await storeObject(bucket, {
      key,
      source: sizedSource(file.stream, size),
      description: describeObject(fields),
      reason: 'POST Object',
      check: () => {},
      now: world.now,
    });
    const location = `http://${request.headers.host ?? ''}/${bucket.name}/${encodeKey(key)}`;
    return postAnswer(fields, { location, bucket: bucket.name, key, etag: object.etag });
  });
}

/** The only variable a form may hold; S3 puts it in before the policy is held against the fields. */
function withFileName(fields: FormFields, file: FormFile): FormFields {
  return { ...fields, key: (fields.key ?? '').replace(/\$\{filename\}/g, () => file.name) };
}

function requireKey({ key }: FormFields): string {
  if (key) return key;
  throw new S3Error('InvalidArgument', 'Bucket POST must contain a field named key.', {
    ArgumentName: 'key',
  });
}

/** Proves the policy and returns whose it is. A form without policy is anonymous: `AccessDenied`. */
function verifyPolicySignature(fields: FormFields, world: S3World): string {
  const { policy, 'x-amz-signature': signature = '' } = fields;
  if (policy === undefined) throw accessDenied();
  const scope = parseCredential(fields['x-amz-credential']);
  if (!scope || fields['x-amz-algorithm'] !== 'AWS4-HMAC-SHA256' || scope.region !== world.region) {
    throw new S3Error('InvalidArgument', 'X-Amz-Credential or X-Amz-Algorithm is not valid here.');
  }
  const secret = requireSecret(world.secretOf, scope.accessKeyId);
  if (!sameSignature(hmacHex(signingKey(secret, scope), policy), signature)) {
    throw signatureDoesNotMatch();
  }
  return scope.accessKeyId;
}

function authorizeUpload(
  fields: FormFields,
  { accessKeyId, resource }: { accessKeyId: string; resource: string },
  world: S3World,
): void {
  if (Object.keys(fields).some((name) => name.startsWith('x-amz-checksum-'))) {
    throw notImplemented('A checksum in a form');
  }
  const tagging = fields['x-amz-tagging'] === undefined ? [] : ['s3:PutObjectTagging'];
  for (const action of ['s3:PutObject', ...tagging]) {
    if (!world.authorize({ accessKeyId, action, resource, context: {} })) throw accessDenied();
  }
}

function sizedSource(stream: Readable, size: SizeRange): ObjectSource {
  const digests = new Digests(['md5']);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let received = 0;
    // The form must be read to its end even when the file is refused, or no answer could be sent.
    for await (const piece of stream.iterator({ destroyOnReturn: false })) {
      received += piece.length;
      if (received > size.max) throw outsideSize('EntityTooLarge', 'exceeds the maximum', size);
      digests.update(piece);
      yield piece;
    }
    if (received < size.min)
      throw outsideSize('EntityTooSmall', 'is smaller than the minimum', size);
  }
  return {
    stream: bytes(),
    md5: () => digests.of('md5').toString('hex'),
    checksum: () => undefined,
  };
}

const outsideSize = (
  code: 'EntityTooLarge' | 'EntityTooSmall',
  what: string,
  { min, max }: SizeRange,
) =>
  new S3Error(code, `Your proposed upload ${what} allowed size`, {
    MinSizeAllowed: String(min),
    MaxSizeAllowed: String(max),
  });
