import { realWorld, type World } from '../../shared/runtime/world.ts';
import { acceptVideo } from '../../shared/video/accept-video.ts';
import { showVideo } from '../../shared/video/show-video.ts';
import { composeTaskAdopter } from '../composition/task-adopter.ts';
import { httpHandler } from '../edge/http.ts';
import { callerOf } from '../edge/idempotency.ts';

/** A render takes minutes: asking sooner than this is in vain. */
const retryAfterSeconds = '15';
/** RFC 7240 §4.4. */
const isLenient = /(^|[,;\s])handling\s*=\s*"?lenient"?\s*($|[,;])/i;

export const createHandler = (world: World) =>
  httpHandler(world, 'createVideo', composeTaskAdopter, async (work, call) => {
    const { body, problems, headers: sent } = call;
    const caller = { ...callerOf(call), lenient: isLenient.test(sent.prefer ?? '') };
    const { record, replayed } = await acceptVideo(work, caller, body, problems);
    const { id, owner, model } = record;
    call.logger.info('video.created', { id, owner, model, replayed });
    const headers = {
      location: `/api/v1/videos/${id}`,
      'retry-after': retryAfterSeconds,
      ...(replayed && { 'idempotency-replayed': 'true' }),
    };
    return { headers, body: await showVideo(work, record) };
  });

export const handler = createHandler(realWorld());
