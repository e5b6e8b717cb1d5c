import { invalidFields } from '../../shared/contract/service-error.ts';
import type { VisionKind } from '../../shared/contract/vision.ts';
import type { World } from '../../shared/runtime/world.ts';
import { answerVision, streamVision } from '../../shared/vision/answer-vision.ts';
import { createVision, type VisionCreator } from '../../shared/vision/create-vision.ts';
import { showVision } from '../../shared/vision/show-vision.ts';
import type { VisionWork } from '../../shared/vision/vision-work.ts';
import { composeVisionCreator } from '../composition/vision-creator.ts';
import type { Call } from './call.ts';
import { callerOf } from './idempotency.ts';
import type { Reply } from './reply.ts';
import { streamHandler } from './stream.ts';

const routeOf = { analyze: 'analyzeVision', reason: 'reasonVision', ocr: 'ocrVision' } as const;
type VisionRoute = (typeof routeOf)[VisionKind];

/** Answers take seconds: asking sooner than this is in vain. */
const retryAfterSeconds = '2';

/** A vision route's handler: the whole answer, its events where the caller asks for a stream, or a job. */
export function visionHandler(
  world: World,
  kind: VisionKind,
  compose: (world: World) => VisionWork & VisionCreator = composeVisionCreator,
): unknown {
  return streamHandler(world, routeOf[kind], compose, async (work, call) => {
    if (wantsJob(call)) return accept(work, call, kind);
    if (call.body.webhook_url !== undefined) throw invalidFields([...call.problems, onlyForJobs]);
    if (call.body.stream) return { events: await streamVision(work, call, kind, call.body) };
    return { body: await answerVision(work, call, kind, call.body) };
  });
}

const onlyForJobs = {
  pointer: '/webhook_url',
  code: 'unsupported_option',
  detail: 'A webhook hears of jobs only: send the header Prefer: respond-async.',
} as const;

/** RFC 7240: preferences are a list, and there may be parameters. */
function wantsJob({ headers }: Call<VisionRoute>): boolean {
  return /(^|[\s,;])respond-async($|[\s,;])/i.test(headers.prefer ?? '');
}

async function accept(
  work: VisionCreator,
  call: Call<VisionRoute>,
  kind: VisionKind,
): Promise<Reply> {
  const { record, replayed } = await createVision(
    work,
    callerOf(call),
    kind,
    call.body,
    call.problems,
  );
  const { id, owner, model } = record;
  call.logger.info('vision.created', { id, owner, model, replayed });
  const headers = {
    location: `/api/v1/vision/${id}`,
    'preference-applied': 'respond-async',
    'retry-after': retryAfterSeconds,
    ...(replayed && { 'idempotency-replayed': 'true' }),
  };
  return { status: 202, headers, body: await showVision(work, record) };
}
