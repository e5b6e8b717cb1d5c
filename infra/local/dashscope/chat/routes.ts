import { setTimeout as wait } from 'node:timers/promises';
import type { MediaFetcher } from '../media/fetch-media.ts';
import { type Clock, ProviderError, type Route, type TwinCall } from '../route.ts';
import { composeAnswer, planAnswer } from './answer.ts';
import { badModelInput } from './bad-request.ts';
import { type ChatRequest, parseChatRequest } from './chat-request.ts';
import type { Completion } from './completion.ts';
import { findMarker } from './markers.ts';
import { checkParameters } from './parameter-rules.ts';
import { moderationMessage, type Sleep, sendAnswer, streamAnswer } from './stream-answer.ts';
import { countPrompt, usageOf } from './usage.ts';
import { viewMedia } from './view-media.ts';
import { findVisionModel, type VisionModel, visionModels } from './vision-models.ts';

export type ChatOptions = {
  readonly clock: Clock;
  /** Gets media on behalf of one call: its headers, account and model decide about `oss://`. */
  readonly mediaOf: (call: TwinCall, model: string) => MediaFetcher;
  /** Milliseconds between two chunks of a stream. */
  readonly chunkMilliseconds?: number;
  readonly sleep?: Sleep;
};

/** Chat completions with pictures and films, and the list of models (dashscope-api §9). */
export function createChatRoutes(options: ChatOptions): Route[] {
  const settings = { chunkMilliseconds: 5, sleep: wait as Sleep, ...options };
  return [
    {
      method: 'POST',
      path: '/compatible-mode/v1/chat/completions',
      dialect: 'compatible',
      handle: (call) => answerChat(call, settings),
    },
    {
      method: 'GET',
      path: '/compatible-mode/v1/models',
      dialect: 'compatible',
      handle: listModels,
    },
  ];
}

async function answerChat(call: TwinCall, options: Required<ChatOptions>): Promise<Response> {
  const request = parseChatRequest(call.json);
  const completion = await complete(request, call, options);
  if (!request.stream) {
    if (call.fault('moderation_in_stream')) {
      throw new ProviderError(400, 'data_inspection_failed', moderationMessage);
    }
    return sendAnswer(completion, call);
  }
  const { chunkMilliseconds, sleep } = options;
  const pauseMilliseconds = Number(findMarker(request, 'pause')?.seconds ?? 0) * 1000;
  const pace = { chunkMilliseconds, pauseMilliseconds, sleep };
  const includeUsage = request.stream_options?.include_usage ?? false;
  return streamAnswer(completion, { call, pace, includeUsage });
}

async function complete(
  request: ChatRequest,
  call: TwinCall,
  options: ChatOptions,
): Promise<Completion> {
  const model = findVisionModel(request.model);
  checkParameters(request, model);
  const plan = planAnswer(request, model);
  checkConversation(request);
  const seen = await viewMedia(request, model, options.mediaOf(call, request.model));
  const prompt = countPrompt(request, seen);
  checkLength(prompt.total, model);
  const answer = composeAnswer(request, model, plan, seen);
  const answers = Array.from({ length: request.n ?? 1 }, () => answer);
  return {
    id: `chatcmpl-${call.requestId}`,
    created: Math.floor(options.clock.now() / 1000),
    model,
    modelName: request.model,
    answers,
    usage: usageOf(prompt, answers, model),
  };
}

/** The service fails over a conversation that does not end with the user or a tool (dashscope-api §7.2). */
function checkConversation({ messages }: ChatRequest): void {
  const last = messages.at(-1)?.role ?? '';
  if (['user', 'tool', 'function'].includes(last)) return;
  throw new ProviderError(
    500,
    'internal_error',
    '<500> InternalError.Algo: list index out of range',
  );
}

function checkLength(promptTokens: number, { maxInputTokens }: VisionModel): void {
  if (promptTokens <= maxInputTokens) return;
  throw badModelInput(`Range of input length should be [1, ${maxInputTokens}]`);
}

/** When the models came to be, in epoch seconds: one date for all, because the real ones tell nobody anything. */
const created = 1_767_225_600;

function listModels(): Response {
  const data = visionModels.map(({ id }) => ({ id, object: 'model', created, owned_by: 'system' }));
  return Response.json({ object: 'list', data });
}
