import { ServiceError } from '../../shared/contract/service-error.ts';

import { realWorld, type World } from '../../shared/runtime/world.ts';
import { acceptVideo } from '../../shared/video/accept-video.ts';
import type { VideoCaller } from '../../shared/video/create-video.ts';
import { showVideo } from '../../shared/video/show-video.ts';
import { composeTaskAdopter } from '../composition/task-adopter.ts';
import type { Call } from '../edge/call.ts';
import { httpHandler } from '../edge/http.ts';

/** A render takes minutes: asking sooner than this is in vain. */
const retryAfterSeconds = '15';
const maxKeyCharacters = 255;
/** RFC 7240 §4.4. */
const isLenient = /(^|[,;\s])handling\s*=\s*"?lenient"?\s*($|[,;])/i;

export const createHandler = (world: World) =>
  httpHandler(world, 'createVideo', composeTaskAdopter, async (work, call) => {
    const { body, problems } = call;
    const { record, replayed } = await acceptVideo(work, callerOf(call), body, problems);
    const { id, owner, model } = record;
    call.logger.info('video.created', { id, owner, model, replayed });
    if (!replayed) call.logger.measure({ VideosCreated: 1 }, { id, owner, model });
    const headers = {
      location: `/api/v1/videos/${id}`,
      'retry-after': retryAfterSeconds,
      ...(replayed && { 'idempotency-replayed': 'true' }),
    };
    return { headers, body: await showVideo(work, record) };
  });

function callerOf({ owner, headers }: Call<'createVideo'>): VideoCaller {
  const key = headers['idempotency-key'];
  if (key !== undefined && (key.length === 0 || key.length > maxKeyCharacters)) {
    const detail = `Idempotency-Key must have 1 to ${maxKeyCharacters} characters.`;
    throw new ServiceError('invalid_parameter', detail);
  }
  return {
    owner,
    key,
    retryCount: Number(headers['x-stainless-retry-count'] ?? 0) || 0,
    lenient: isLenient.test(headers.prefer ?? ''),
  };
}

export const handler = createHandler(realWorld());
