import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { vi } from 'vitest';

type Prelude = { readonly statusCode: number; readonly headers: Record<string, string> };
type Handler = (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>;

/** Puts in place what Lambda's Node runtime gives functions that stream, and calls their handlers. */
export function fakeResponseStreams() {
  const preludes = new WeakMap<Writable, Prelude[]>();
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: Handler) => handler,
    HttpResponseStream: {
      from: (stream: Writable, prelude: Prelude) => {
        preludes.set(stream, [...(preludes.get(stream) ?? []), prelude]);
        return stream;
      },
    },
  });
  return {
    /** @returns what was sent: preludes (there must be one) and the body */
    call: async (handler: unknown, event: APIGatewayProxyEvent, highWaterMark = 1e6) => {
      const stream = new PassThrough({ highWaterMark });
      const reading = text(stream);
      await (handler as Handler)(event, stream);
      return { preludes: preludes.get(stream) ?? [], body: await reading };
    },
    restore: () => vi.unstubAllGlobals(),
  };
}
