import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeWebhookSecrets } from '../composition/webhook-work.ts';
import { httpHandler } from '../edge/http.ts';

export const createHandler = (world: World) =>
  httpHandler(world, 'getWebhookSecret', composeWebhookSecrets, async (secrets, call) => ({
    body: { object: 'webhook_secret', secret: await secrets.secretOf(call.owner) },
  }));

export const handler = createHandler(realWorld());
