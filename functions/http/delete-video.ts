import { realWorld, type World } from '../../shared/runtime/world.ts';
import { deleteVideo } from '../../shared/video/delete-video.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'deleteVideo', composeStorage, async (work, call) => {
    const { id } = call.parameters;
    await deleteVideo(work, { owner: call.owner, id });
    return { body: { id, object: 'video.deleted', deleted: true } };
  });

export const handler = createHandler(realWorld());
