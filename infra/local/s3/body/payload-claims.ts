import { notImplemented, S3Error } from '../s3-error.ts';
import { checksumAlgorithms } from './digests.ts';

/** What a request's headers say about its body; everything said is held against the bytes. */
export type PayloadClaims = {
  /** Bytes of the object itself, without framing. */
  readonly length: number;
  readonly isChunked: boolean;
  /** Hex, from `x-amz-content-sha256`. */
  readonly sha256: string | undefined;
  /** Base64, from `Content-MD5`. */
  readonly md5: string | undefined;
  /** The checksum to keep; its value comes in the header or, when undefined, in the trailer. */
  readonly checksum: { readonly algorithm: string; readonly value: string | undefined } | undefined;
};

type Headers = Readonly<Record<string, string | undefined>>;

/** Throws `MissingContentLength`, `InvalidDigest`, `InvalidRequest`, and `NotImplemented` for checksums unknown here. */
export function readPayloadClaims(headers: Headers): PayloadClaims {
  const payloadHash = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const isChunked = payloadHash.startsWith('STREAMING-');
  if (payloadHash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER') {
    throw notImplemented('A signed trailer');
  }
  const length = headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (length === undefined || !/^\d+$/.test(length)) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  return {
    length: Number(length),
    isChunked,
    sha256: /^[0-9a-f]{64}$/.test(payloadHash) ? payloadHash : undefined,
    md5: readMd5(headers['content-md5']),
    checksum: readChecksum(headers),
  };
}

function readMd5(md5: string | undefined): string | undefined {
  if (md5 === undefined || Buffer.from(md5, 'base64').length === 16) return md5;
  throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
}

const checksumPrefix = 'x-amz-checksum-';
const notChecksums = new Set([
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
]);

function readChecksum(headers: Headers): PayloadClaims['checksum'] {
  const trailer = headers['x-amz-trailer']?.trim().toLowerCase();
  const names = Object.keys(headers).filter(
    (name) => name.startsWith(checksumPrefix) && !notChecksums.has(name),
  );
  if (trailer) names.push(trailer);
  if (names.length > 1) {
    throw new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  }
  const [name] = names;
  if (name === undefined) return undefined;
  const algorithm = name.slice(checksumPrefix.length);
  if (!checksumAlgorithms.has(algorithm)) throw notImplemented(`The checksum ${algorithm}`);
  return { algorithm, value: trailer ? undefined : headers[name] };
}
