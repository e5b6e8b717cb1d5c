import { GatewayError } from './gateway-error.ts';

/**
 * Waits for a promise no longer than the limit; what it waited for goes on.
 *
 * @throws GatewayError INTEGRATION_TIMEOUT
 */
export async function withinLimit<Result>(
  promise: Promise<Result>,
  milliseconds: number,
): Promise<Result> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError('INTEGRATION_TIMEOUT')), milliseconds);
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** The body, broken off when it is silent for too long or not over by the deadline. */
export function limitBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  {
    idleMilliseconds,
    deadline,
    now,
  }: { idleMilliseconds: number; deadline: number; now: () => number },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      try {
        const limit = Math.min(idleMilliseconds, deadline - now());
        const { done, value } = await withinLimit(reader.read(), limit);
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        await reader.cancel(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
