import type { Answer } from '../chat/answer.ts';
import { moderationMessage, type Pace } from '../chat/stream-answer.ts';
import type { PromptTokens } from '../chat/usage.ts';
import { ConnectionResetError, ProviderError, type TwinCall } from '../route.ts';
import type { OcrAnswer } from './ocr-answer.ts';

/** An answer of the native endpoint before it is written down. */
export type NativeAnswer = {
  readonly answer: Answer;
  readonly result?: OcrAnswer['result'];
  readonly prompt: PromptTokens;
};

const tokensPerFrame = 3;

/** The whole answer (dashscope-api §11.2). */
export function sendGeneration(native: NativeAnswer, { requestId }: TwinCall): Response {
  const { answer, result } = native;
  const item = { text: answer.text.join(''), ...(result && { ocr_result: result }) };
  const { length } = answer.text;
  return Response.json(bodyOf(native, [item], answer.finishReason, length, requestId));
}

/** The answer frame by frame, with the faults that strike in the middle (dashscope-api §11.3). */
export function streamGeneration(
  native: NativeAnswer,
  { call, pace, isIncremental }: { call: TwinCall; pace: Pace; isIncremental: boolean },
): Response {
  const frames = writeFrames(native, call, pace, isIncremental);
  return respond(frames);
}

/** A refusal inside a stream, HTTP 200 all the same (dashscope-api §7.1). */
export function refuseInStream(error: ProviderError, { requestId }: TwinCall): Response {
  return respond([errorFrame(1, error, requestId)]);
}

function respond(frames: Iterable<string> | AsyncIterable<string>): Response {
  const body = ReadableStream.from(frames).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

async function* writeFrames(
  native: NativeAnswer,
  call: TwinCall,
  pace: Pace,
  isIncremental: boolean,
) {
  const { text, finishReason } = native.answer;
  const ends = Array.from({ length: Math.ceil(text.length / tokensPerFrame) }, (_, index) =>
    Math.min(text.length, (index + 1) * tokensPerFrame),
  );
  const middle = Math.floor(ends.length / 2);
  for (const [index, end] of ends.entries()) {
    if (index === middle) {
      if (call.fault('stream_cut')) throw new ConnectionResetError('cut in the middle of a stream');
      if (call.fault('moderation_in_stream')) {
        const moderated = new ProviderError(400, 'DataInspectionFailed', moderationMessage);
        yield errorFrame(index + 1, moderated, call.requestId);
        return;
      }
      await pace.sleep(pace.pauseMilliseconds);
    }
    const start = isIncremental ? index * tokensPerFrame : 0;
    const content = [{ text: text.slice(start, end).join('') }];
    yield resultFrame(index + 1, bodyOf(native, content, 'null', end, call.requestId));
    await pace.sleep(pace.chunkMilliseconds);
  }
  const rest = isIncremental ? '' : text.join('');
  const last = native.result ? [{ text: rest, ocr_result: native.result }] : [];
  const body = bodyOf(native, last, finishReason, text.length, call.requestId);
  yield resultFrame(ends.length + 1, body);
}

function bodyOf(
  { answer, prompt }: NativeAnswer,
  content: readonly object[],
  finish_reason: string,
  tokens: number,
  request_id: string,
) {
  const { thinking, reasoning } = answer;
  const thought = thinking && { reasoning_content: reasoning.join('') };
  const output_tokens = reasoning.length + tokens;
  return {
    output: {
      choices: [{ finish_reason, message: { role: 'assistant', content, ...thought } }],
    },
    usage: {
      input_tokens: prompt.total,
      output_tokens,
      total_tokens: prompt.total + output_tokens,
      image_tokens: prompt.image,
      input_tokens_details: { image_tokens: prompt.image, text_tokens: prompt.text },
      output_tokens_details: { text_tokens: output_tokens },
    },
    request_id,
  };
}

function resultFrame(id: number, body: object): string {
  return `id:${id}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(body)}\n\n`;
}

function errorFrame(id: number, { status, code, message }: ProviderError, request_id: string) {
  const body = JSON.stringify({ code, message, request_id });
  return `id:${id}\nevent:error\n:HTTP_STATUS/${status}\ndata:${body}\n\n`;
}
