import { realWorld, type World } from '../../shared/runtime/world.ts';
import { httpHandler } from '../edge/http.ts';

const needsNothing = () => undefined;

export const createHandler = (world: World) =>
  httpHandler(world, 'getHealth', needsNothing, async () => ({
    body: { status: 'ok' },
  }));

export const handler = createHandler(realWorld());
