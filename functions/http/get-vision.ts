import { realWorld, type World } from '../../shared/runtime/world.ts';
import { findVision, showVision } from '../../shared/vision/show-vision.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'getVision', composeStorage, async (work, call) => {
    const record = await findVision(work, { owner: call.owner, id: call.parameters.id });
    return { body: await showVision(work, record) };
  });

export const handler = createHandler(realWorld());
