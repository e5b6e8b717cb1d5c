import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const handler = httpHandler('createAsset', composeStorage, async (work, call) => ({
  body: await work.assets.create(call.owner, call.body),
}));
