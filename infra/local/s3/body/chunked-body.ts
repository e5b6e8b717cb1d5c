import { createHash } from 'node:crypto';
import type { ChunkSignatures } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { ByteReader, incompleteBody } from './byte-reader.ts';

type ChunkedBodyOptions = {
  /** Value of `x-amz-decoded-content-length`. */
  readonly decodedLength: number;
  readonly signatures?: ChunkSignatures | undefined;
  /** Filled with the trailing headers, names in lower case, once the last chunk was read. */
  readonly trailers: Map<string, string>;
};

/**
 * Takes `aws-chunked` framing off: `hex-size[;chunk-signature=…]` CRLF bytes CRLF, a chunk of size 0,
 * then trailing headers. Throws `IncompleteBody` where the framing or the length is wrong.
 */
export async function* readChunkedBody(
  source: AsyncIterable<Uint8Array>,
  options: ChunkedBodyOptions,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  let received = 0;
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line());
    const hash = options.signatures && createHash('sha256');
    for await (const piece of reader.take(size)) {
      hash?.update(piece);
      yield piece;
    }
    if (hash) options.signatures?.verifyChunk(hash.digest('hex'), signature);
    received += size;
    if (size === 0) break;
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  await readTrailers(reader, options.trailers);
  if (received !== options.decodedLength) throw incompleteBody();
}

function parseChunkHeader(line: string): { size: number; signature: string | undefined } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (match) return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] };
  throw new S3Error('InvalidChunkSizeError', 'The chunk header could not be read.');
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}
