import { findErrorRow } from '../core/error-rows.ts';
import { ConnectionResetError, type Fault, ProviderError, type TwinCall } from '../route.ts';

export type Sleep = (milliseconds: number) => Promise<void>;

const strayPage = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** Faults that are met before any work is done. */
export async function breakBefore(call: TwinCall, sleep: Sleep): Promise<void> {
  const delay = call.fault('delay');
  if (delay) await sleep(Number(delay.seconds) * 1000);
  if (call.fault('reset_before_accept')) throw new ConnectionResetError('reset before accept');
  const refusal = call.fault('status');
  if (refusal) throw toProviderError(refusal);
}

/** Faults that are met after the work was done, so that the caller never hears of it. */
export function breakAfter(call: TwinCall, response: Response): Response {
  if (call.fault('reset_after_accept')) throw new ConnectionResetError('reset after accept');
  const refusal = call.fault('status_after_accept');
  if (refusal) throw toProviderError(refusal);
  const stray = call.fault('wrong_body');
  if (stray === undefined) return response;
  return new Response(String(stray.body ?? strayPage), {
    status: response.status,
    headers: { 'content-type': 'text/html' },
  });
}

function toProviderError(fault: Fault): ProviderError {
  const { status, code, message } = fault as { status?: number; code?: string; message?: string };
  const row = findDocumented(status, code);
  return new ProviderError(
    status ?? row?.status ?? 500,
    code ?? row?.code ?? 'InternalError',
    message ?? row?.message ?? 'Internal server error!',
  );
}

/** Status and code each find the other; a code under another status than documented keeps its message. */
function findDocumented(status?: number, code?: string) {
  if (code === undefined) return findErrorRow({ status: status ?? 500 });
  return findErrorRow({ status, code }) ?? findErrorRow({ code });
}
