import type { ChatCompletion, ChatCompletionRequest } from '../contract/chat.ts';
import type { Chat } from '../dashscope/chat.ts';
import type { MediaDelivery } from '../media/delivery.ts';
import type { Clock } from '../runtime/world.ts';
import { findVisionModel } from '../vision/models.ts';
import { retried } from '../vision/retry.ts';
import { describeChatFailure } from './chat-failure.ts';
import { collectCompletion } from './collect-completion.ts';
import { prepareChat } from './prepare-chat.ts';

/** Behind the gateway nothing may stay silent for 5 minutes (design.md §3). */
const collectSeconds = 270;
/** Below the 15 minutes that function and gateway give a stream. */
const streamSeconds = 840;

/** What a conversation in OpenAI's form works with. */
export type ChatWork = {
  readonly chat: Chat;
  readonly media: MediaDelivery;
  readonly clock: Clock;
};

/**
 * Answers in one piece; models that only stream are collected.
 * @throws ServiceError with the status that OpenAI's clients expect
 */
export async function completeChat(
  { chat, media, clock }: ChatWork,
  owner: string,
  request: ChatCompletionRequest,
): Promise<ChatCompletion> {
  try {
    const { body, resolvesOss } = await prepareChat(media, owner, request);
    const options = { resolvesOss, timeoutSeconds: collectSeconds };
    if (!findVisionModel(request.model).model.streamsOnly)
      return await retried(clock, () => chat.completeAsIs(body, options));
    const streaming = { ...body, stream: true, stream_options: { include_usage: true } };
    return await collectCompletion(await retried(clock, () => chat.streamAsIs(streaming, options)));
  } catch (error) {
    throw describeChatFailure(error, request);
  }
}

/** Answers chunk by chunk, each the provider's own JSON text; resolves once the provider has accepted the request. */
export async function streamChat(
  { chat, media, clock }: ChatWork,
  owner: string,
  request: ChatCompletionRequest,
): Promise<AsyncGenerator<string, void, undefined>> {
  try {
    const { body, resolvesOss } = await prepareChat(media, owner, request);
    const options = { resolvesOss, timeoutSeconds: streamSeconds };
    const chunks = await retried(clock, () => chat.streamAsIs(body, options));
    return describeFailuresOf(chunks, request);
  } catch (error) {
    throw describeChatFailure(error, request);
  }
}

async function* describeFailuresOf(
  chunks: AsyncIterable<string>,
  request: ChatCompletionRequest,
): AsyncGenerator<string, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    throw describeChatFailure(error, request);
  }
}
