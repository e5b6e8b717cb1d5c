import type { S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import type { StoredChecksum } from '../storage/stored-object.ts';
import { incompleteBody } from './byte-reader.ts';
import { readChunkedBody } from './chunked-body.ts';
import { Digests } from './digests.ts';
import { type PayloadClaims, readPayloadClaims } from './payload-claims.ts';

export type ReceivedBody = {
  /** The bytes without framing. Fails at its end when a claim of the headers or trailers does not hold. */
  readonly stream: AsyncIterable<Uint8Array>;
  readonly length: number;
  /** Hex MD5; only after the stream has ended. */
  md5(): string;
  /** The checksum the caller sent, proven; only after the stream has ended. */
  checksum(): StoredChecksum | undefined;
};

/** The body of a call, unframed and verified while it streams by. */
export function receiveBody(
  call: Pick<S3Call, 'headers' | 'body' | 'chunkSignatures'>,
): ReceivedBody {
  const claims = readPayloadClaims(call.headers);
  const trailers = new Map<string, string>();
  const algorithms = ['md5', ...(claims.sha256 ? ['sha256'] : [])];
  if (claims.checksum) algorithms.push(claims.checksum.algorithm);
  const digests = new Digests(algorithms);
  // The request must outlive a failed body, or its refusal could not be answered.
  const raw: AsyncIterable<Uint8Array> = call.body.iterator({ destroyOnReturn: false });
  const { length: decodedLength, isChunked } = claims;
  const framing = { decodedLength, signatures: call.chunkSignatures, trailers };
  const plain = isChunked ? readChunkedBody(raw, framing) : raw;
  return {
    stream: verified(plain, claims, digests, trailers),
    length: claims.length,
    md5: () => digests.of('md5').toString('hex'),
    checksum: () => claims.checksum && storedChecksum(claims.checksum.algorithm, digests),
  };
}

async function* verified(
  source: AsyncIterable<Uint8Array>,
  claims: PayloadClaims,
  digests: Digests,
  trailers: ReadonlyMap<string, string>,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const piece of source) {
    digests.update(piece);
    received += piece.length;
    yield piece;
  }
  if (received !== claims.length) throw incompleteBody();
  checkClaims(claims, digests, trailers);
}

function checkClaims(
  claims: PayloadClaims,
  digests: Digests,
  trailers: ReadonlyMap<string, string>,
): void {
  if (claims.sha256 && claims.sha256 !== digests.of('sha256').toString('hex')) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  if (claims.md5 && claims.md5 !== digests.of('md5').toString('base64')) {
    throw badDigest('Content-MD5');
  }
  if (!claims.checksum) return;
  const { algorithm } = claims.checksum;
  const claimed = claims.checksum.value ?? trailers.get(`x-amz-checksum-${algorithm}`);
  if (claimed !== digests.of(algorithm).toString('base64'))
    throw badDigest(algorithm.toUpperCase());
}

const storedChecksum = (algorithm: string, digests: Digests): StoredChecksum => ({
  algorithm,
  value: digests.of(algorithm).toString('base64'),
  type: 'FULL_OBJECT',
});

const badDigest = (claim: string) =>
  new S3Error('BadDigest', `The ${claim} you specified did not match the calculated checksum.`);
