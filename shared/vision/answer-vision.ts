import {
  type VisionKind,
  type VisionRequest,
  type VisionResult,
  visionMediaFields,
} from '../contract/vision.ts';
import type { Chat, Chunk } from '../dashscope/chat.ts';
import { toServiceError } from '../dashscope/provider-failure.ts';
import { createJobId } from '../jobs/job-id.ts';
import type { MediaDelivery } from '../media/delivery.ts';
import type { Clock } from '../runtime/world.ts';
import { type Answer, collectAnswer, emptyAnswer, grow } from './answer.ts';
import { type PreparedChat, prepareChat } from './chat-request.ts';
import { findVisionModel } from './models.ts';
import { retried } from './retry.ts';

/** Behind the gateway nothing may stay silent for 5 minutes (design.md §3). */
const collectSeconds = 270;
/** Below the 15 minutes that function and gateway give a stream. */
const streamSeconds = 840;

/** What asking a vision model works with. */
export type VisionWork = {
  readonly chat: Chat;
  readonly media: MediaDelivery;
  readonly clock: Clock;
  /** The model of each kind when the caller names none. */
  readonly defaultModels: Readonly<Record<VisionKind, string>>;
};

/** Who asks, and under which request id. */
export type VisionCaller = { readonly owner: string; readonly requestId: string };

/** A piece of an answer while it is made; the last one is the whole. */
export type VisionEvent =
  | { readonly event: 'reasoning.delta' | 'text.delta'; readonly data: { readonly delta: string } }
  | { readonly event: 'result'; readonly data: VisionResult };

/** Asks and waits for the whole answer; models that only stream are collected. */
export async function answerVision(
  work: VisionWork,
  caller: VisionCaller,
  kind: VisionKind,
  request: VisionRequest,
): Promise<VisionResult> {
  try {
    const prepared = await prepareChat(work, caller.owner, kind, request);
    const answer = await ask(work, prepared);
    return toResult(work, caller, prepared, answer);
  } catch (error) {
    throw toServiceError(error, pointerOf(request));
  }
}

/** Asks and hands the answer on as it comes; resolves when the provider has accepted the request. */
export async function streamVision(
  work: VisionWork,
  caller: VisionCaller,
  kind: VisionKind,
  request: VisionRequest,
): Promise<AsyncGenerator<VisionEvent, void, undefined>> {
  try {
    const prepared = await prepareChat(work, caller.owner, kind, request);
    const options = { resolvesOss: prepared.resolvesOss, timeoutSeconds: streamSeconds };
    const chunks = await retried(work.clock, () => work.chat.stream(prepared.request, options));
    return toEvents(work, caller, prepared, chunks);
  } catch (error) {
    throw toServiceError(error, pointerOf(request));
  }
}

/** The field that carries the media: there is exactly one. */
function pointerOf(request: VisionRequest): string {
  return `/${visionMediaFields.find((field) => request[field] !== undefined)}`;
}

/** Tried again only until the provider begins to answer: what has been said has been billed. */
async function ask({ chat, clock }: VisionWork, prepared: PreparedChat): Promise<Answer> {
  const { request, resolvesOss } = prepared;
  const options = { resolvesOss, timeoutSeconds: collectSeconds };
  if (!findVisionModel(request.model).streamsOnly) {
    return collectAnswer(await retried(clock, () => chat.complete(request, options)));
  }
  let answer = emptyAnswer;
  const chunks = await retried(clock, () => chat.stream(request, options));
  for await (const chunk of chunks) answer = grow(answer, chunk);
  return answer;
}

async function* toEvents(
  work: VisionWork,
  caller: VisionCaller,
  prepared: PreparedChat,
  chunks: AsyncIterable<Chunk>,
): AsyncGenerator<VisionEvent, void, undefined> {
  let answer = emptyAnswer;
  try {
    for await (const chunk of chunks) {
      answer = grow(answer, chunk);
      yield* deltasOf(chunk);
    }
  } catch (error) {
    throw toServiceError(error);
  }
  yield { event: 'result', data: toResult(work, caller, prepared, answer) };
}

function* deltasOf(chunk: Chunk): Generator<VisionEvent> {
  const { reasoning_content, content } = chunk.choices[0]?.delta ?? {};
  if (reasoning_content) yield { event: 'reasoning.delta', data: { delta: reasoning_content } };
  if (content) yield { event: 'text.delta', data: { delta: content } };
}

function toResult(
  work: VisionWork,
  caller: VisionCaller,
  { request }: PreparedChat,
  answer: Answer,
): VisionResult {
  return {
    id: createJobId('vis', work.clock.now()),
    object: 'vision.result',
    text: answer.text,
    reasoning: answer.reasoning,
    json: null,
    model: answer.model ?? request.model,
    finish_reason: answer.finishReason,
    truncated: answer.finishReason === 'length',
    usage: answer.usage,
    warnings: [],
    request_id: caller.requestId,
  };
}
