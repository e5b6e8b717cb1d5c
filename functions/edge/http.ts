import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RouteId } from '../../shared/contract/routes.ts';
import { lazy } from '../../shared/runtime/lazy.ts';
import { loggerOf } from '../../shared/runtime/logger.ts';
import type { World } from '../../shared/runtime/world.ts';
import { type Call, readCall } from './call.ts';
import { crossOriginOf } from './cross-origin.ts';
import { measuredRequest } from './measured-request.ts';
import { type Reply, renderError, renderReply, type WireReply } from './reply.ts';

type HttpHandler = (event: APIGatewayProxyEvent) => Promise<WireReply>;

/**
 * A route's handler: parse, one domain call, reply.
 * @param compose builds what the route works with, once, at the first call
 */
export function httpHandler<Id extends RouteId, Work>(
  world: World,
  id: Id,
  compose: (world: World) => Work,
  answer: (work: Work, call: Call<Id>) => Promise<Reply>,
): HttpHandler {
  const work = lazy(() => compose(world));
  const crossOrigin = lazy(() => crossOriginOf(world));
  return async (event) => {
    const { requestId } = event.requestContext;
    const logger = loggerOf(world, { route: id, requestId });
    const respond = async () => {
      const call = readCall(id, event, logger);
      return renderReply(id, requestId, await answer(work(), call));
    };
    const reply = await measuredRequest(event, logger, world.clock, () =>
      respond().catch((error) => renderError(error, requestId, logger)),
    );
    return { ...reply, headers: { ...reply.headers, ...crossOrigin() } };
  };
}
