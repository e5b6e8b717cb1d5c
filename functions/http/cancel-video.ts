import { realWorld, type World } from '../../shared/runtime/world.ts';
import { cancelVideo } from '../../shared/video/cancel-video.ts';
import { showVideo } from '../../shared/video/show-video.ts';
import { composeAnnouncingVideoWork } from '../composition/video-work.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'cancelVideo', composeAnnouncingVideoWork, async (work, call) => {
    const job = { owner: call.owner, id: call.parameters.id };
    const { record, cancel } = await cancelVideo(work, job);
    return { body: { ...(await showVideo(work, record)), cancel } };
  });

export const handler = createHandler(realWorld());
