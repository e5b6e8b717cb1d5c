import type { VisionKind } from '../../shared/contract/vision.ts';
import type { World } from '../../shared/runtime/world.ts';
import { answerVision, streamVision } from '../../shared/vision/answer-vision.ts';
import { composeVisionWork } from '../composition/vision-work.ts';
import { streamHandler } from './stream.ts';

const routeOf = { analyze: 'analyzeVision', reason: 'reasonVision', ocr: 'ocrVision' } as const;

/** A vision route's handler: the whole answer, or its events where the caller asks for a stream. */
export function visionHandler(
  world: World,
  kind: VisionKind,
  compose = composeVisionWork,
): unknown {
  return streamHandler(world, routeOf[kind], compose, async (work, call) => {
    if (call.body.stream) return { events: await streamVision(work, call, kind, call.body) };
    return { body: await answerVision(work, call, kind, call.body) };
  });
}
