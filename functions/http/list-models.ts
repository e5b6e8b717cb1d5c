import { describeModels } from '../../shared/models/describe-models.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeKnownModels } from '../composition/video-catalogue.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'listModels', composeKnownModels, async (known) => ({
    body: { object: 'list', data: describeModels(known) },
  }));

export const handler = createHandler(realWorld());
