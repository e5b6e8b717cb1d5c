import { setTimeout as wait } from 'node:timers/promises';
import {
  type Answer,
  composeAnswer,
  describeSeen,
  limitAnswer,
  planAnswer,
} from '../chat/answer.ts';
import { findMarker } from '../chat/markers.ts';
import { checkParameters } from '../chat/parameter-rules.ts';
import type { ChatOptions } from '../chat/routes.ts';
import type { Sleep } from '../chat/stream-answer.ts';
import { tokenise } from '../chat/tokens.ts';
import { countPrompt } from '../chat/usage.ts';
import { viewMedia } from '../chat/view-media.ts';
import { findVisionModel, type VisionModel } from '../chat/vision-models.ts';
import { ProviderError, type Route, type TwinCall } from '../route.ts';
import { type GenerationRequest, parseGenerationRequest } from './generation-request.ts';
import {
  type NativeAnswer,
  refuseInStream,
  sendGeneration,
  streamGeneration,
} from './native-answer.ts';
import { toNativeError } from './native-error.ts';
import { readPage } from './ocr-answer.ts';

/** The native multimodal endpoint: the same models in other words, and the tasks of OCR (dashscope-api §11). */
export function createGenerationRoutes(options: ChatOptions): Route[] {
  const settings = { chunkMilliseconds: 5, sleep: wait as Sleep, ...options };
  return [
    {
      method: 'POST',
      path: '/api/v1/services/aigc/multimodal-generation/generation',
      dialect: 'native',
      handle: (call) => answerGeneration(call, settings),
    },
  ];
}

async function answerGeneration(call: TwinCall, options: Required<ChatOptions>) {
  const streams = call.request.headers.get('x-dashscope-sse') === 'enable';
  try {
    if (call.request.headers.has('x-dashscope-async')) throw asynchronous();
    const request = parseGenerationRequest(call.json, streams);
    const native = await generate(request, call, options);
    if (!streams) return sendGeneration(native, call);
    const pause = Number(findMarker(request.chat, 'pause')?.seconds ?? 0) * 1000;
    const { chunkMilliseconds, sleep } = options;
    const pace = { chunkMilliseconds, pauseMilliseconds: pause, sleep };
    return streamGeneration(native, { call, pace, isIncremental: request.isIncremental });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const refusal = toNativeError(error);
    if (!streams) throw refusal;
    return refuseInStream(refusal, call);
  }
}

async function generate(
  request: GenerationRequest,
  call: TwinCall,
  options: ChatOptions,
): Promise<NativeAnswer> {
  const { chat } = request;
  const model = findVisionModel(chat.model);
  checkParameters(chat, model);
  const plan = planAnswer(chat, model);
  const seen = await viewMedia(chat, model, options.mediaOf(call, chat.model));
  const prompt = countPrompt(chat, seen);
  if (!request.task) return { answer: composeAnswer(chat, model, plan, seen), prompt };
  const { text, result } = readPage(request.task, request, describeSeen(seen), seen);
  return { answer: plainAnswer(request, model, text), result, prompt };
}

function plainAnswer({ chat }: GenerationRequest, model: VisionModel, text: string): Answer {
  return limitAnswer({
    ...{ request: chat, model, thinking: false, reasoning: [] },
    text: tokenise(text),
  });
}

function asynchronous(): ProviderError {
  const message = 'Current user api does not support asynchronous calls.';
  return new ProviderError(403, 'AccessDenied', message);
}
