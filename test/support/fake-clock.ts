import type { Clock } from '../../shared/runtime/world.ts';

export type FakeClock = Clock & {
  /** Moves time forward; whoever slept long enough wakes. */
  advance(seconds: number): void;
  /** The sleeps asked for so far, in milliseconds. */
  readonly slept: readonly number[];
};

/** Noon in Beijing on an ordinary day. */
const startOfTime = Date.UTC(2026, 10, 21, 4, 0, 0);

/**
 * A clock that moves only when it is told to.
 * @param options.jumps whether a sleep moves time forward itself and returns at once
 */
export function createFakeClock(options: { jumps?: boolean } = {}): FakeClock {
  let now = startOfTime;
  let sleepers: { until: number; wake: () => void }[] = [];
  const slept: number[] = [];
  const advance = (seconds: number) => {
    now += seconds * 1000;
    const due = sleepers.filter(({ until }) => until <= now);
    sleepers = sleepers.filter(({ until }) => until > now);
    for (const { wake } of due) wake();
  };
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
    if (options.jumps) return advance(milliseconds / 1000);
    await new Promise<void>((wake) => sleepers.push({ until: now + milliseconds, wake }));
  };
  return { now: () => new Date(now), sleep, advance, slept };
}
