import { describeModel } from '../../shared/models/describe-models.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeKnownModels } from '../composition/video-catalogue.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'getModel', composeKnownModels, async (known, { parameters }) => ({
    body: describeModel(known, parameters.id),
  }));

export const handler = createHandler(realWorld());
