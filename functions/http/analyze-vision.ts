import { realWorld, type World } from '../../shared/runtime/world.ts';
import { analyzeVision, streamVision } from '../../shared/vision/analyze-vision.ts';
import { composeVisionWork } from '../composition/vision-work.ts';
import { streamHandler } from '../edge/stream.ts';

export const createHandler = (world: World) =>
  streamHandler(world, 'analyzeVision', composeVisionWork, async (work, call) => {
    if (call.body.stream) return { events: await streamVision(work, call, call.body) };
    return { body: await analyzeVision(work, call, call.body) };
  });

export const handler = createHandler(realWorld());
