import { composeStorage } from '../composition/storage.ts';
import { httpHandler } from '../edge/http.ts';

export const handler = httpHandler('getAsset', composeStorage, async (work, call) => ({
  body: await work.assets.show(call.owner, call.parameters.id),
}));
