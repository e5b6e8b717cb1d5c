import * as z from 'zod';
import { timeoutSignal, timeoutUntilDone } from '../runtime/timeout-signal.ts';
import { ProviderResponseError, ProviderSilentError, ProviderUnreachableError } from './errors.ts';
import type { ProviderKey } from './provider-key.ts';

export type ProviderCall = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the whole answer, its body included. */
  readonly timeoutSeconds: number;
  /** Until the answer begins, where that must be sooner. */
  readonly acceptSeconds?: number;
};

/** A stream whose caller has heard nothing yet is as silent as a whole answer that is waited for (design.md §3). */
export const acceptSeconds = 270;

/** Calls the provider and returns its successful answer, body unread. */
export type Transport = (call: ProviderCall) => Promise<Response>;

/** Failures of which the sender knows that not one byte of the request was processed. */
const neverSent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** A transport that authenticates, and after a 401 tries once more with a key read afresh. */
export function createTransport(options: {
  baseUrl: string;
  key: ProviderKey;
  fetch: typeof fetch;
}): Transport {
  const { baseUrl, key, fetch } = options;
  const send = (call: ProviderCall, secret: string) => request(fetch, baseUrl, call, secret);
  return async (call) => {
    const secret = await key.read();
    const response = await send(call, secret);
    if (response.ok) return response;
    if (response.status !== 401) throw await readRefusal(response);
    const fresh = await key.readAgain();
    if (fresh === secret) throw await readRefusal(response);
    await response.body?.cancel();
    const second = await send(call, fresh);
    if (second.ok) return second;
    throw await readRefusal(second);
  };
}

async function request(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  call: ProviderCall,
  secret: string,
): Promise<Response> {
  const whole = timeoutSignal(call.timeoutSeconds * 1000);
  const beginning = timeoutUntilDone((call.acceptSeconds ?? call.timeoutSeconds) * 1000);
  const json: Record<string, string> = call.body ? { 'content-type': 'application/json' } : {};
  try {
    return await fetch(`${baseUrl}${call.path}`, {
      method: call.method,
      headers: { authorization: `Bearer ${secret}`, ...json, ...call.headers },
      body: call.body ? JSON.stringify(call.body) : undefined,
      redirect: 'error',
      signal: AbortSignal.any([whole, beginning.signal]),
    });
  } catch (error) {
    throw describeFailure(error);
  } finally {
    beginning.done();
  }
}

/** Tells a request that never left from one whose fate nobody knows; in doubt, the latter. */
export function describeFailure(error: unknown): Error {
  const { name, cause } = error as Error & { cause?: { code?: string; syscall?: string } };
  const code = cause?.code ?? '';
  // these two also end connections that have carried something
  const unrouted = ['ENETUNREACH', 'EHOSTUNREACH'].includes(code) && cause?.syscall === 'connect';
  if (unrouted || neverSent.has(code))
    return new ProviderUnreachableError(`connecting failed: ${code}`);
  const timedOut = name === 'TimeoutError';
  const reason = timedOut ? 'no answer in time' : `the connection broke ${code}`.trim();
  return new ProviderSilentError(reason, { cause: error, timedOut });
}

const nativeBody = z.object({ code: z.string(), message: z.string() });
const compatibleBody = z.object({
  error: z.object({ code: z.string().nullish(), type: z.string().nullish(), message: z.string() }),
});
const withRequestId = z.object({ request_id: z.string() });

/** Reads an error in any of the provider's shapes (dashscope-api §7.1, §9.4, §9.7, trap 20). */
export async function readRefusal(response: Response): Promise<ProviderResponseError> {
  const text = await response.text().catch(() => '');
  const body = parseBody(text.replace(/^data:\s*/, ''));
  const { code, message } = readFacts(body);
  const requestId = withRequestId.safeParse(body).data?.request_id;
  return new ProviderResponseError({
    status: response.status,
    code,
    message: message ?? `HTTP ${response.status} without an explanation`,
    requestId: requestId ?? response.headers.get('x-request-id'),
  });
}

function readFacts(body: unknown): { code: string | null; message?: string } {
  const native = nativeBody.safeParse(body).data;
  if (native) return native;
  const compatible = compatibleBody.safeParse(body).data?.error;
  return { code: compatible?.code ?? compatible?.type ?? null, message: compatible?.message };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
