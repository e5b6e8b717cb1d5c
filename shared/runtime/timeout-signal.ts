/**
 * A signal that aborts with a `TimeoutError`. Unlike `AbortSignal.timeout` it runs on the global timers,
 * so that virtual time moves it too.
 */
export function timeoutSignal(milliseconds: number): AbortSignal {
  return timeoutUntilDone(milliseconds).signal;
}

/** The same for the beginning of some work: once that is done, its time no longer runs. */
export function timeoutUntilDone(milliseconds: number): {
  readonly signal: AbortSignal;
  readonly done: () => void;
} {
  const controller = new AbortController();
  const timeout = () => controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  const timer = setTimeout(timeout, milliseconds).unref();
  return { signal: controller.signal, done: () => clearTimeout(timer) };
}
