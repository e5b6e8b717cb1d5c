import { realWorld, type World } from '../../shared/runtime/world.ts';
import { findVideo, showVideo } from '../../shared/video/show-video.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'getVideo', composeStorage, async (work, call) => {
    const record = await findVideo(work, { owner: call.owner, id: call.parameters.id });
    return { body: await showVideo(work, record) };
  });

export const handler = createHandler(realWorld());
