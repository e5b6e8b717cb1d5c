import { ProviderError } from '../route.ts';

const mebibyte = 1024 * 1024;

/** Body ceiling of the shared hosts, bytes (dashscope-api §1.1). */
export const jsonBodyLimit = 16 * mebibyte;

/** Ceiling of one temporary upload with its form around it, bytes (dashscope-api §6). */
export const uploadBodyLimit = 1025 * mebibyte;

/**
 * Reads a body to its end; `undefined` when it has more than `limit` bytes. Those of an oversized one are dropped but
 * still read, because a client that is still writing would see a broken connection in place of the answer.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array | undefined> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > limit ? undefined : Buffer.concat(chunks, length);
}

/**
 * The JSON value of a body; `undefined` for an empty one.
 * @throws ProviderError 400 `BadRequest.IllegalInput`
 */
export function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw new ProviderError(
      400,
      'BadRequest.IllegalInput',
      'The input parameter requires json format.',
    );
  }
}
