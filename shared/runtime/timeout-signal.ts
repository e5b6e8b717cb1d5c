/**
 * A signal that aborts with a `TimeoutError`. Unlike `AbortSignal.timeout` it runs on the global timers,
 * so that virtual time moves it too.
 */
export function timeoutSignal(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const timeout = () => controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  setTimeout(timeout, milliseconds).unref();
  return controller.signal;
}
