import type { Clock } from '../route.ts';

/** A clock that tests move forward: the base clock plus everything added so far. */
export type AdjustableClock = Clock & {
  /** Moves time forward by so many seconds (negative values are refused by the route). */
  advance(seconds: number): void;
  /** Seconds added so far. */
  advanced(): number;
};

export function createAdjustableClock(base: Clock): AdjustableClock {
  let added = 0;
  return {
    now: () => base.now() + added * 1000,
    advance: (seconds) => {
      added += seconds;
    },
    advanced: () => added,
  };
}
