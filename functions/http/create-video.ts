import { realWorld, type World } from '../../shared/runtime/world.ts';
import { createVideo } from '../../shared/video/create-video.ts';
import { showVideo } from '../../shared/video/show-video.ts';
import { composeExecutions } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

/** A render takes minutes: asking sooner than this is in vain. */
const retryAfterSeconds = '15';

export const createHandler = (world: World) =>
  httpHandler(world, 'createVideo', composeExecutions, async (work, call) => {
    const record = await createVideo(work, call.owner, call.body);
    call.logger.info('video.created', { id: record.id, owner: call.owner, model: record.model });
    const headers = { location: `/api/v1/videos/${record.id}`, 'retry-after': retryAfterSeconds };
    return { headers, body: await showVideo(work, record) };
  });

export const handler = createHandler(realWorld());
