import { completeChat, streamChat } from '../../shared/chat/complete-chat.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeVisionWork } from '../composition/vision-work.ts';
import { streamHandler } from '../edge/stream.ts';

export const createHandler = (world: World) =>
  streamHandler(world, 'completeChat', composeVisionWork, async (work, { owner, body }) => {
    if (body.stream) return { chunks: await streamChat(work, owner, body) };
    return { body: await completeChat(work, owner, body) };
  });

export const handler = createHandler(realWorld());
