import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { answerRequest, readableBy } from './answer-request.ts';
import { parseRequest } from './parse-request.ts';
import type { S3Answer } from './s3-call.ts';
import { S3Error } from './s3-error.ts';
import type { S3World } from './s3-world.ts';

/** Answers over HTTP; `report` hears of errors that are this server's own fault. */
export async function serveRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  world: S3World,
  report: (error: unknown) => void,
): Promise<void> {
  const requestId = randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();
  outgoing.setHeader('x-amz-request-id', requestId);
  outgoing.setHeader('server', 'AmazonS3');
  try {
    await writeAnswer(outgoing, await answer(incoming, outgoing, world));
  } catch (error) {
    // Nobody is left to answer, and a client that went away is no fault of ours.
    if (incoming.socket.destroyed) return;
    if (outgoing.headersSent) {
      report(error);
      outgoing.destroy();
      return;
    }
    await writeAnswer(outgoing, refusal(error, requestId, report));
  } finally {
    // An unread body would block the connection's next request.
    if (!incoming.readableEnded) incoming.resume();
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  world: S3World,
): Promise<S3Answer> {
  const request = parseRequest(incoming);
  for (const [name, value] of Object.entries(readableBy(request, world))) {
    outgoing.setHeader(name, value);
  }
  return answerRequest(request, world);
}

async function writeAnswer(outgoing: ServerResponse, answer: S3Answer): Promise<void> {
  const { status, headers = {}, body = '' } = answer;
  if (typeof body !== 'string') {
    outgoing.writeHead(status, headers);
    await pipeline(body, outgoing);
    return;
  }
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const hasNoLength = status === 204 || status === 304;
  outgoing.writeHead(status, hasNoLength ? headers : { ...length, ...headers });
  outgoing.end(body);
}

function refusal(error: unknown, requestId: string, report: (error: unknown) => void): S3Answer {
  const isRefusal = error instanceof S3Error;
  if (!isRefusal) report(error);
  const shown = isRefusal
    ? error
    : new S3Error('InternalError', 'We encountered an internal error. Please try again.');
  const headers = { 'content-type': 'application/xml' };
  return { status: shown.status, headers, body: shown.toXml(requestId) };
}
