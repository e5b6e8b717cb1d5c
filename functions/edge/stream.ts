import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RouteId } from '../../shared/contract/routes.ts';
import { lazy } from '../../shared/runtime/lazy.ts';
import { type Logger, loggerOf } from '../../shared/runtime/logger.ts';
import type { World } from '../../shared/runtime/world.ts';
import { type Call, readCall } from './call.ts';
import { crossOriginOf } from './cross-origin.ts';
import { measuredRequest } from './measured-request.ts';
import { type Reply, renderError, renderReply, type WireReply } from './reply.ts';
import {
  namedEvents,
  openAiChunks,
  type ServerEvent,
  serverSentEvents,
} from './server-sent-events.ts';

/** What Lambda's Node runtime puts in place for functions that stream. */
declare const awslambda: {
  streamifyResponse(handler: StreamHandler): unknown;
  HttpResponseStream: {
    from(
      stream: Writable,
      prelude: { statusCode: number; headers: Readonly<Record<string, string>> },
    ): Writable;
  };
};
type Prelude = Pick<WireReply, 'statusCode' | 'headers'>;
/** Begins an answer. */
type Begin = (prelude: Prelude) => Writable;
type StreamHandler = (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>;

/** A whole answer, named events, or OpenAI's chunks as JSON texts. */
type StreamedReply =
  | Reply
  | { readonly events: AsyncIterable<ServerEvent> }
  | { readonly chunks: AsyncIterable<string> };

const eventHeaders = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** A route's handler behind a response stream; whatever fails before the first event is an ordinary problem. */
export function streamHandler<Id extends RouteId, Work>(
  world: World,
  id: Id,
  compose: (world: World) => Work,
  answer: (work: Work, call: Call<Id>) => Promise<StreamedReply>,
): unknown {
  const work = lazy(() => compose(world));
  const crossOrigin = lazy(() => crossOriginOf(world));
  return awslambda.streamifyResponse(async (event, stream) => {
    const { requestId } = event.requestContext;
    const logger = loggerOf(world, { route: id, requestId });
    const begin: Begin = ({ statusCode, headers }) =>
      awslambda.HttpResponseStream.from(stream, {
        statusCode,
        headers: { ...headers, ...crossOrigin() },
      });
    const respond = async () => {
      const reply = await answer(work(), readCall(id, event, logger));
      const texts = textsOf(reply, requestId, world, logger);
      if (texts) return writeTexts(begin, requestId, texts);
      return write(begin, renderReply(id, requestId, reply as Reply));
    };
    await measuredRequest(event, logger, world.clock, () =>
      respond().catch((error) => write(begin, renderError(error, requestId, logger))),
    );
  });
}

async function write(begin: Begin, reply: WireReply): Promise<WireReply> {
  const out = begin(reply);
  // the status travels with the first write; an end alone would send none
  out.write(reply.body);
  out.end();
  await finished(out);
  return reply;
}

/** A reply that comes in pieces as the text of its stream. */
function textsOf(
  reply: StreamedReply,
  requestId: string,
  { clock }: World,
  logger: Logger,
): AsyncGenerator<string> | undefined {
  const toProblem = (error: unknown) => renderError(error, requestId, logger).body;
  if ('events' in reply) return serverSentEvents(reply.events, namedEvents, toProblem, clock);
  if ('chunks' in reply) return serverSentEvents(reply.chunks, openAiChunks, toProblem, clock);
  return undefined;
}

async function writeTexts(
  begin: Begin,
  requestId: string,
  texts: AsyncIterable<string>,
): Promise<Prelude> {
  const prelude = { statusCode: 200, headers: { ...eventHeaders, 'x-request-id': requestId } };
  await pipeline(texts, begin(prelude));
  return prelude;
}
