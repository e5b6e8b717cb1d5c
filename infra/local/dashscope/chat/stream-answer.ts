import { ConnectionResetError, type TwinCall } from '../route.ts';
import { toChunks } from './chunks.ts';
import { type Completion, toJsonBody } from './completion.ts';

export type Sleep = (milliseconds: number) => Promise<unknown>;

/** How a stream flows: milliseconds between chunks, and of silence in its middle. */
export type Pace = {
  readonly chunkMilliseconds: number;
  readonly pauseMilliseconds: number;
  readonly sleep: Sleep;
};

export type StreamOptions = {
  readonly call: TwinCall;
  readonly pace: Pace;
  readonly includeUsage: boolean;
};

/** Answers `text/event-stream`, chunk by chunk, with the faults that strike in the middle (dashscope-api §9.4). */
export function streamAnswer(completion: Completion, options: StreamOptions): Response {
  const body = ReadableStream.from(frames(completion, options)).pipeThrough(
    new TextEncoderStream(),
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'x-dashscope-finished': 'false',
    },
  });
}

async function* frames(completion: Completion, { call, pace, includeUsage }: StreamOptions) {
  const chunks = [...toChunks(completion, includeUsage)];
  const middle = Math.floor(chunks.length / 2);
  for (const [index, chunk] of chunks.entries()) {
    if (index === middle) {
      if (call.fault('stream_cut')) throw new ConnectionResetError('cut in the middle of a stream');
      if (call.fault('moderation_in_stream')) {
        yield frameOf(moderationError(completion, call));
        return;
      }
      await pace.sleep(pace.pauseMilliseconds);
    }
    yield frameOf(chunk);
    await pace.sleep(pace.chunkMilliseconds);
  }
  yield 'data: [DONE]\n\n';
}

function frameOf(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export const moderationMessage = 'Output data may contain inappropriate content.';

function moderationError({ id }: Completion, { requestId }: TwinCall) {
  const code = 'data_inspection_failed';
  const error = { code, param: null, message: moderationMessage, type: code };
  return { error, id, request_id: requestId };
}

/** Answers in one piece; cut, the connection dies after half of it. */
export function sendAnswer(completion: Completion, call: TwinCall): Response {
  const json = JSON.stringify(toJsonBody(completion));
  const headers = { 'content-type': 'application/json', 'x-dashscope-finished': 'true' };
  if (!call.fault('stream_cut')) return new Response(json, { headers });
  const body = ReadableStream.from(halfOf(json)).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers });
}

async function* halfOf(text: string) {
  yield text.slice(0, text.length / 2);
  throw new ConnectionResetError('cut in the middle of an answer');
}
