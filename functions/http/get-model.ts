import { describeModel } from '../../shared/models/describe-models.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeVideoCatalogue } from '../composition/video-catalogue.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'getModel', composeVideoCatalogue, async (catalogue, { parameters }) => ({
    body: describeModel(catalogue, parameters.id),
  }));

export const handler = createHandler(realWorld());
