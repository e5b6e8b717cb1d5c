import { listVideos } from '../../shared/video/show-video.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const handler = httpHandler('listVideos', composeStorage, async (work, call) => ({
  body: await listVideos(work, call.owner, call.query),
}));
