import { Chat } from '../../shared/dashscope/chat.ts';
import { Generations } from '../../shared/dashscope/generation.ts';
import { readEnvironment, VisionEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { usualModels } from '../../shared/vision/models.ts';
import type { VisionJobWork } from '../../shared/vision/run-vision.ts';
import type { VisionWork } from '../../shared/vision/vision-work.ts';
import { composeDelivery, type Delivery } from './delivery.ts';

/** What asking a vision model works with. */
export function visionWorkOf(world: World, { send, media, clock }: Delivery): VisionWork {
  const [chat, generations] = [new Chat(send), new Generations(send)];
  const { VISION_MODELS } = readEnvironment(VisionEnvironment, world.environment);
  return { chat, generations, media, clock, defaultModels: { ...usualModels, ...VISION_MODELS } };
}

/** What the vision routes work with, and what works vision jobs off. */
export function composeVisionWork(world: World): VisionJobWork {
  const delivery = composeDelivery(world);
  return { ...delivery, ...visionWorkOf(world, delivery) };
}
