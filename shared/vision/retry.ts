import type { Clock } from '../runtime/world.ts';

const attempts = 3;
const firstPauseMilliseconds = 500;
/** Nothing may stay silent behind the gateway for 5 minutes, all attempts together (design.md §3). */
const lastRetryMilliseconds = 25_000;

/** Tries again what the error calls retryable, with full jitter; only for work that has promised nothing yet. */
export async function retried<Value>(clock: Clock, work: () => Promise<Value>): Promise<Value> {
  const started = clock.now().getTime();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { retryable } = error as { retryable?: boolean };
      const late = clock.now().getTime() - started > lastRetryMilliseconds;
      if (!retryable || late || attempt >= attempts) throw error;
      await clock.sleep(Math.random() * firstPauseMilliseconds * 2 ** attempt);
    }
  }
}
