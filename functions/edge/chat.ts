import { type ChatWork, completeChat, streamChat } from '../../shared/chat/complete-chat.ts';
import type { World } from '../../shared/runtime/world.ts';
import { streamHandler } from './stream.ts';

/** The handler of OpenAI's chat, whole or streamed. */
export function chatHandler(world: World, compose: (world: World) => ChatWork): unknown {
  return streamHandler(world, 'completeChat', compose, async (work, { owner, body }) => {
    if (body.stream) return { chunks: await streamChat(work, owner, body) };
    return { body: await completeChat(work, owner, body) };
  });
}
