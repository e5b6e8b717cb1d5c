import { realWorld, type World } from '../../shared/runtime/world.ts';
import { listVideos } from '../../shared/video/show-video.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'listVideos', composeStorage, async (work, call) => ({
    body: await listVideos(work, call.owner, call.query),
  }));

export const handler = createHandler(realWorld());
