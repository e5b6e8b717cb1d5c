import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Clock } from '../../shared/runtime/world.ts';

/**
 * Runs one request and leaves one line about it: who asked, how it ended and how long it took; never what was asked.
 * @param respond answers the request; its status is the one that the caller gets
 */
export async function measuredRequest<Answered extends { readonly statusCode: number }>(
  event: APIGatewayProxyEvent,
  logger: Logger,
  clock: Clock,
  respond: () => Promise<Answered>,
): Promise<Answered> {
  const began = clock.now().getTime();
  const answered = await respond();
  const RequestMilliseconds = clock.now().getTime() - began;
  const { owner } = event.requestContext.authorizer ?? {};
  logger.measure({ Requests: 1, RequestMilliseconds }, { owner, status: answered.statusCode });
  return answered;
}
