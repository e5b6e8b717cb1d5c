import type { Clock } from '../runtime/world.ts';
import type { Download } from './download.ts';

/** The sender has stopped sending. */
class StalledError extends Error {
  override readonly name = 'StalledError';
  readonly code = 'download_stalled';
  readonly retryable = true;
}

/** The sender sends so little that another connection is the better bet. */
class TrickleError extends Error {
  override readonly name = 'TrickleError';
  readonly code = 'download_trickles';
  readonly retryable = true;
}

/** When a download is given up. Only the time spent waiting for the sender counts, not the reader's own. */
export type Patience = {
  /** The longest pause before the headers, and between two chunks. */
  readonly stallSeconds: number;
  /** In every so many seconds of waiting at least so many bytes must come. */
  readonly windowSeconds: number;
  readonly leastBytes: number;
};

type Options = {
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  readonly patience: Patience;
  readonly clock: Clock;
};

/** An answer whose headers are here and whose body has not been read. */
export type TimelyDownload = {
  readonly response: Response;
  /** The body; ends the connection when the reader stops early. */
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  /** Ends the connection of a body that nobody will read. */
  close(): void;
};

/** Starts a download. It, and its body, fail with StalledError or TrickleError once patience is at an end. */
export async function openTimely(
  download: Download,
  url: string,
  options: Options,
): Promise<TimelyDownload> {
  const connection = new AbortController();
  const signal = AbortSignal.any([options.signal, connection.signal]);
  const { headers, patience } = options;
  const open = () => download(url, { headers, signal });
  const response = await beforeStall(connection, patience.stallSeconds, open);
  return {
    response,
    chunks: readTimely(response, connection, options),
    close: () => connection.abort(),
  };
}

async function* readTimely(
  response: Response,
  connection: AbortController,
  { patience, clock }: Options,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  let waited = 0;
  let received = 0;
  try {
    while (reader) {
      const asked = clock.now().getTime();
      const read = () => reader.read();
      const { value } = await beforeStall(connection, patience.stallSeconds, read);
      if (!value) return;
      waited += clock.now().getTime() - asked;
      received += value.length;
      yield value;
      if (waited < patience.windowSeconds * 1000) continue;
      if (received < patience.leastBytes)
        throw new TrickleError(`only ${received} bytes in ${waited} ms`);
      [waited, received] = [0, 0];
    }
  } finally {
    connection.abort();
  }
}

/** Waits for the sender; a wait that is too long ends the connection. */
async function beforeStall<Value>(
  connection: AbortController,
  seconds: number,
  wait: () => Promise<Value>,
): Promise<Value> {
  const stall = () => connection.abort(new StalledError(`nothing came for ${seconds} s`));
  const timer = setTimeout(stall, seconds * 1000);
  try {
    return await wait();
  } catch (error) {
    // fetch and node:http word an abort each in its own way
    throw connection.signal.aborted ? connection.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
