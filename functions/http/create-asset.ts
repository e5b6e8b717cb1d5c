import { createAsset } from '../../shared/media/create-asset.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'createAsset', composeStorage, async (work, call) => ({
    body: await createAsset(work, call.owner, call.body),
  }));

export const handler = createHandler(realWorld());
