import type { Clock } from '../route.ts';

/** Token buckets by name, each as large as one second's allowance (dashscope-api §8). */
export type RateLimiter = {
  /** Takes one token; `false` when the bucket is empty. */
  admit(bucket: string, perSecond: number): boolean;
  /** Fills every bucket. */
  reset(): void;
};

/** Virtual scheduling (GCRA): whole milliseconds, so that equal steps of a virtual clock never drift. */
export function createRateLimiter(clock: Clock): RateLimiter {
  const nextArrivals = new Map<string, number>();
  return {
    admit(bucket, perSecond) {
      const now = clock.now();
      const spacing = 1000 / perSecond;
      const arrival = Math.max(nextArrivals.get(bucket) ?? now, now);
      if (arrival + spacing - now > 1000) return false;
      nextArrivals.set(bucket, arrival + spacing);
      return true;
    },
    reset: () => nextArrivals.clear(),
  };
}
