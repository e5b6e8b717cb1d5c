import { PrivateAddressError } from '../media/public-lookup.ts';
import type { Logger } from '../runtime/logger.ts';
import { ArchiveError, ResultUnavailableError, WrongResultError } from './archive-error.ts';
import { isSameFile, type OpenedResult, type ResultSource } from './archive-source.ts';

/** Beyond these the state's Retry goes on, with its pauses; what is in S3 stays there. */
const mostConnections = 50;
const mostInVain = 2;

/**
 * A file's bytes from `offset` to its end, over as many connections as it takes: one that stalls, trickles or breaks is
 * abandoned, and the next begins at the byte where it ended. Never gives more or fewer bytes than the file has.
 * @throws ArchiveError when the file is another one by now; otherwise what ended the last connection
 */
export async function* readToEnd(
  source: ResultSource,
  opened: OpenedResult,
  offset: number,
  logger: Logger,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { file } = opened;
  let position = offset;
  let current: OpenedResult | undefined = opened;
  for (let connections = 1, inVain = 0; ; connections += 1) {
    const before = position;
    try {
      current ??= await reopen(source, position, opened);
      for await (const chunk of chunksFrom(current, position)) {
        position += chunk.length;
        if (position > file.bytes) throw new WrongResultError('the result is longer than it said');
        yield chunk;
        if (position === file.bytes) return;
      }
      throw new ResultUnavailableError('the connection ended early');
    } catch (error) {
      inVain = position > before ? 0 : inVain + 1;
      const isLast = connections >= mostConnections || inVain > mostInVain;
      if (isLast || isFinal(error, source)) throw error;
      logger.info('archive.interrupted', { position, reason: (error as Error).name });
    }
    current = undefined;
  }
}

function isFinal(error: unknown, { signal }: ResultSource): boolean {
  return signal.aborted || error instanceof ArchiveError || error instanceof PrivateAddressError;
}

async function reopen(
  source: ResultSource,
  position: number,
  first: OpenedResult,
): Promise<OpenedResult> {
  const again = await source.open(position, first.file);
  if (isSameFile(again.file, first.file)) return again;
  again.close();
  throw new ArchiveError('the result has changed while it was read');
}

/** A server that cannot begin in the middle sends the beginning again, which is here already. */
async function* chunksFrom(
  { chunks, from }: OpenedResult,
  position: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let toSkip = position - from;
  for await (const chunk of chunks) {
    const fresh = chunk.subarray(Math.min(toSkip, chunk.length));
    toSkip -= chunk.length - fresh.length;
    if (fresh.length > 0) yield fresh;
  }
}
