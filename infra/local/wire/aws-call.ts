import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

/** One decoded AwsJson request. `input` is any JSON object; the operation validates it. */
export type AwsCall = {
  readonly requestId: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  /** Who calls, from the SigV4 header; `undefined` when the request is unsigned. */
  readonly accessKeyId: string | undefined;
};

/**
 * The access key id a SigV4 `Authorization` header names. The signature itself is not verified: these
 * services listen on loopback only, and what matters here is whose IAM policy applies.
 */
export function accessKeyOf(authorization: string | undefined): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
}

/** Reads a body of at most `maxBytes`; what is longer is drained, so that the client can hear the answer. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) {
    throw new AwsError('RequestEntityTooLargeException', 'Request Entity Too Large', 413);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses an AwsJson body, which is always one object; throws `SerializationException` otherwise. */
export function parseInput(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}
