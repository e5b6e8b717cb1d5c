import { Chat } from '../../shared/dashscope/chat.ts';
import { Generations } from '../../shared/dashscope/generation.ts';
import { MediaDelivery } from '../../shared/media/delivery.ts';
import { readEnvironment, VisionEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { usualModels } from '../../shared/vision/models.ts';
import type { VisionWork } from '../../shared/vision/vision-work.ts';
import { composeCarrier } from './carrier.ts';

/** What the vision routes work with. */
export function composeVisionWork(world: World): VisionWork {
  const { send, carrier, clock } = composeCarrier(world);
  const media = new MediaDelivery(carrier);
  const [chat, generations] = [new Chat(send), new Generations(send)];
  const { VISION_MODELS } = readEnvironment(VisionEnvironment, world.environment);
  return { chat, generations, media, clock, defaultModels: { ...usualModels, ...VISION_MODELS } };
}
