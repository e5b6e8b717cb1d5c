import { Chat } from '../../shared/dashscope/chat.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { VisionWork } from '../../shared/vision/answer-vision.ts';
import { usualModels } from '../../shared/vision/models.ts';
import { composeProvider } from './provider.ts';

/** What the vision routes work with. */
export function composeVisionWork(world: World): VisionWork {
  const { send, media, clock } = composeProvider(world);
  return { chat: new Chat(send), media, clock, defaultModels: usualModels };
}
