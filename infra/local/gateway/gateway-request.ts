import type { IncomingMessage } from 'node:http';
import { GatewayError } from './gateway-error.ts';

/** API Gateway's limit for a request body. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
/** API Gateway's limit for all header names and values of a request together. */
const HEADER_LIMIT_BYTES = 10_240;

/** One HTTP request, read whole. */
export type GatewayRequest = {
  /** Uuid, also sent as `x-amzn-RequestId`. */
  readonly requestId: string;
  readonly receivedAt: Date;
  readonly method: string;
  /** As sent: percent-encoded, with the stage, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** In order and in the caller's spelling. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
};

type Arrival = { readonly requestId: string; readonly receivedAt: Date };

/** Everything but the body, which may turn out to be too large to be read. */
export function readHead(message: IncomingMessage, arrival: Arrival): GatewayRequest {
  const target = message.url ?? '/';
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  return {
    ...arrival,
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
    headers: headerPairs(message.rawHeaders),
    body: Buffer.alloc(0),
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${message.httpVersion}`,
  };
}

/**
 * The request with its body. What is too large is still read to its end, and thrown away, so that the caller hears why.
 *
 * @throws GatewayError REQUEST_TOO_LARGE, or DEFAULT_4XX with 431 for the headers
 */
export async function readWhole(
  message: AsyncIterable<Buffer>,
  head: GatewayRequest,
): Promise<GatewayRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  refuseLargeHeaders(head);
  if (bytes > BODY_LIMIT_BYTES) throw new GatewayError('REQUEST_TOO_LARGE');
  return { ...head, body: Buffer.concat(chunks) };
}

/** The last value of a header, whatever its spelling. */
export function headerOf({ headers }: GatewayRequest, wanted: string): string | undefined {
  const name = wanted.toLowerCase();
  return headers.findLast(([each]) => each.toLowerCase() === name)?.[1];
}

function headerPairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  );
}

function refuseLargeHeaders({ headers }: GatewayRequest): void {
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes <= HEADER_LIMIT_BYTES) return;
  throw new GatewayError('DEFAULT_4XX', {
    statusCode: 431,
    message: 'Request Header Fields Too Large',
  });
}
