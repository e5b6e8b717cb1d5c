import type { ChatCompletionRequest } from '../contract/chat.ts';
import { type MediaDelivery, type MediaInput, refuseMedia } from '../media/delivery.ts';
import { boundOf, findVisionModel } from '../vision/models.ts';
import { mapMedia, mediaOf } from './chat-media.ts';

type PreparedChat = { readonly body: ChatCompletionRequest; readonly resolvesOss: boolean };

/** The caller's request with media made reachable and an answer that is bounded; all else stays as it was. */
export async function prepareChat(
  media: MediaDelivery,
  owner: string,
  request: ChatCompletionRequest,
): Promise<PreparedChat> {
  const { model } = request;
  const inputs = onceEach(mediaOf(request));
  refuseMedia(await media.check(owner, [...inputs.values()]));
  const order = { owner, purpose: 'vision', model, media: [...inputs.values()] } as const;
  const { urls, resolvesOss } = await media.deliver(order);
  const urlOf = (value: string) => urls.get(inputs.get(value)?.pointer ?? '') ?? value;
  const messages = mapMedia(request, ({ value }) => urlOf(value));
  return { body: { ...request, ...limitOf(request), messages }, resolvesOss };
}

/** By value: what a conversation shows again and again is delivered once. */
function onceEach(inputs: readonly MediaInput[]): ReadonlyMap<string, MediaInput> {
  const firsts = new Map<string, MediaInput>();
  for (const input of inputs) if (!firsts.has(input.value)) firsts.set(input.value, input);
  return firsts;
}

/** Nobody notices a caller who has gone, so every answer ends somewhere (design.md §3). */
function limitOf({ model, max_tokens, max_completion_tokens }: ChatCompletionRequest): object {
  return (max_tokens ?? max_completion_tokens)
    ? {}
    : { max_tokens: boundOf(findVisionModel(model).model) };
}
