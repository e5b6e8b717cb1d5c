import { describeModels } from '../../shared/models/describe-models.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeVideoCatalogue } from '../composition/video-catalogue.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'listModels', composeVideoCatalogue, async (catalogue) => ({
    body: { object: 'list', data: describeModels(catalogue) },
  }));

export const handler = createHandler(realWorld());
