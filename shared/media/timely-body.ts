/** The sender has stopped sending. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
  readonly code = 'download_stalled';
  readonly retryable = true;
}

/** A response's bytes; a pause longer than `stallSeconds` aborts the transfer. */
export async function* readTimely(
  response: Response,
  stallSeconds: number,
  abort: AbortController,
): AsyncGenerator<Uint8Array> {
  const stall = () => abort.abort(new StalledError(`no byte for ${stallSeconds} s`));
  let timer = setTimeout(stall, stallSeconds * 1000);
  try {
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(stall, stallSeconds * 1000);
    }
  } finally {
    clearTimeout(timer);
  }
}
