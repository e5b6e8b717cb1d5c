import document from '../../shared/contract/openapi.json' with { type: 'json' };
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { httpHandler } from '../edge/http.ts';

const needsNothing = () => undefined;

export const createHandler = (world: World) =>
  httpHandler(world, 'getOpenapi', needsNothing, async () => ({ body: document }));

export const handler = createHandler(realWorld());
