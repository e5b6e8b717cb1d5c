import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { closeServer, keepAliveTimeout, listen } from '../wire/listen.ts';
import { Gateway, type GatewayOptions } from './gateway.ts';
import type { GatewayReply } from './gateway-reply.ts';
import { readHead, readWhole } from './gateway-request.ts';
import { toResponseHeaders } from './response-headers.ts';

export type LocalGateway = {
  /** With the stage: `http://127.0.0.1:3000/api`. */
  readonly url: string;
  close(): Promise<void>;
};

/** Large enough that the gateway itself, not Node, refuses what is too large. */
const maxHeaderSize = 128 * 1024;

/** Serves a REST API at the wanted port, or at a free one when that is taken (0 asks for any). */
export async function startGateway({
  port,
  ...options
}: GatewayOptions & { readonly port: number }): Promise<LocalGateway> {
  const gateway = new Gateway(options);
  const now = options.now ?? (() => new Date());
  const server = createServer({ maxHeaderSize, keepAliveTimeout }, (message, response) => {
    serve(gateway, message, response, now()).catch(() => response.destroy());
  });
  const bound = await listen(server, port);
  return {
    url: `http://127.0.0.1:${bound}/${options.api.stage.name}`,
    close: () => closeServer(server),
  };
}

async function serve(
  gateway: Gateway,
  message: IncomingMessage,
  response: ServerResponse,
  receivedAt: Date,
): Promise<void> {
  const head = readHead(message, { requestId: randomUUID(), receivedAt });
  const reply = await readWhole(message, head).then(
    (request) => gateway.handle(request),
    (error) => gateway.refuse(head, error),
  );
  await send(reply, head.requestId, response);
}

/** A body that breaks off destroys the connection, so that nobody takes a part for the whole. */
async function send(
  { statusCode, headers, body }: GatewayReply,
  requestId: string,
  response: ServerResponse,
): Promise<void> {
  response.statusCode = statusCode;
  response.setHeaders(toResponseHeaders(headers));
  response.setHeader('x-amzn-RequestId', requestId);
  if (Buffer.isBuffer(body)) {
    response.end(body);
  } else {
    response.flushHeaders();
    await pipeline(Readable.fromWeb(body), response);
  }
}
