import type { ChunkSignatures } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { hmacHex, sameSignature, sha256Hex } from './signing-key.ts';

type Seed = {
  readonly key: Uint8Array;
  readonly date: string;
  readonly scope: string;
  /** The request's own signature; each chunk is chained to the one before it. */
  readonly signature: string;
};

/** The chain of signatures in a body of kind `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`. */
export function chunkSignatures(seed: Seed): ChunkSignatures {
  let previous = seed.signature;
  const emptyHash = sha256Hex('');
  return {
    verifyChunk(sha256, signature = '') {
      const expected = hmacHex(
        seed.key,
        ['AWS4-HMAC-SHA256-PAYLOAD', seed.date, seed.scope, previous, emptyHash, sha256].join('\n'),
      );
      if (!sameSignature(expected, signature)) {
        throw new S3Error(
          'SignatureDoesNotMatch',
          'The chunk signature we calculated does not match the one you provided.',
        );
      }
      previous = expected;
    },
  };
}
