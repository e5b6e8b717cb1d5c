import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { renderError } from '../core/render-error.ts';
import { ProviderError } from '../route.ts';

type Handle = (request: Request) => Promise<Response>;

/** Methods that carry no body. */
const bodiless = new Set(['GET', 'HEAD']);

/**
 * Serves a handler of Request and Response through node:http, bodies streamed both ways. A handler that rejects, and a
 * body that breaks off, reset the connection.
 */
export function createListener(handle: Handle): RequestListener {
  return (incoming, outgoing) => {
    serve(handle, incoming, outgoing).catch(() => {
      if (outgoing.headersSent) outgoing.destroy();
      else incoming.socket.resetAndDestroy();
    });
  };
}

async function serve(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse) {
  const request = toRequest(incoming);
  const response = request === undefined ? refuse() : await handle(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body), outgoing);
}

/** Native words, because no route can tell which are wanted (dashscope-api §7.1). */
function refuse(): Response {
  const error = new ProviderError(400, 'InvalidParameter', 'url error, please check url！');
  return renderError('native', error, { requestId: randomUUID(), streaming: false });
}

/** `undefined` for a target or a method that HTTP knows and a Request cannot express. */
function toRequest(incoming: IncomingMessage): Request | undefined {
  const { method = 'GET', url = '/', headers } = incoming;
  try {
    return new Request(new URL(url, `http://${headers.host ?? '127.0.0.1'}`), {
      method,
      headers: toHeaders(incoming),
      ...(bodiless.has(method) ? {} : { body: Readable.toWeb(incoming), duplex: 'half' }),
    });
  } catch {
    return undefined;
  }
}

function toHeaders({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}
