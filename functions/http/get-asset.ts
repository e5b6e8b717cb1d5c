import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'getAsset', composeStorage, async (work, call) => ({
    body: await work.assets.show(call.owner, call.parameters.id),
  }));

export const handler = createHandler(realWorld());
