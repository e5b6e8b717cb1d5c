import type { Logger } from '../runtime/logger.ts';
import type { Measurements } from '../runtime/metrics.ts';
import type { Clock } from '../runtime/world.ts';
import { ProviderKeyError, ProviderResponseError } from './errors.ts';
import type { Transport } from './transport.ts';

/** The same transport, which tells how long the provider took to answer, or what it met instead of an answer. */
export function measuredTransport(send: Transport, logger: Logger, clock: Clock): Transport {
  return async (call) => {
    const began = clock.now().getTime();
    const elapsed = () => ({ ProviderMilliseconds: clock.now().getTime() - began });
    const { method } = call;
    try {
      const response = await send(call);
      logger.measure(elapsed(), { method });
      return response;
    } catch (error) {
      const { code, requestId } = error as { code?: string | null; requestId?: string | null };
      const told = { method, provider_code: code, provider_request_id: requestId };
      logger.measure({ ...elapsed(), ...failureOf(error) }, told);
      throw error;
    }
  };
}

/** A caller's own mistake is no failure of the provider. */
function failureOf(error: unknown): Measurements {
  if (error instanceof ProviderKeyError) return { ProviderKeyRejections: 1 };
  if (!(error instanceof ProviderResponseError)) return { ProviderFailures: 1 };
  if (error.status === 401) return { ProviderKeyRejections: 1 };
  if (error.kind === 'throttled') return { ProviderThrottles: 1 };
  return error.kind === 'unavailable' || error.kind === 'misconfigured'
    ? { ProviderFailures: 1 }
    : {};
}
