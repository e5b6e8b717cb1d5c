import { setImmediate as nextTurn } from 'node:timers/promises';
import { vi } from 'vitest';

/** Noon in Beijing, so that the provider's times are easy to read. */
const startOfTime = Date.UTC(2026, 10, 21, 4, 0, 0);

/** Turns of the event loop without any news after which nothing can run but a timer. */
const quietTurns = 4;
const stuckMilliseconds = 20_000;

/** Something real (a file, for instance) never came back, so that virtual time stands still. */
class StuckError extends Error {
  override readonly name = 'StuckError';
}

export type VirtualTime = ReturnType<typeof startVirtualTime>;

/**
 * Puts virtual time in the place of the global timers and of `Date`. It moves only while nothing can run:
 * what takes real time has to be tracked. `Math.random` becomes a fixed sequence, so that jitter repeats itself.
 */
export function startVirtualTime() {
  vi.useFakeTimers({
    now: startOfTime,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  const random = vi.spyOn(Math, 'random').mockImplementation(createSequence());
  let outstanding = 0;
  let news = 0;

  async function settle(): Promise<void> {
    let lastNews = performance.now();
    for (let quiet = 0; quiet < quietTurns; ) {
      const before = news;
      await nextTurn();
      if (news !== before) lastNews = performance.now();
      quiet = outstanding === 0 && news === before && !readsFiles() ? quiet + 1 : 0;
      if (performance.now() - lastNews > stuckMilliseconds)
        throw new StuckError(`${outstanding} operations never ended`);
    }
  }

  return {
    elapsedSeconds: () => (Date.now() - startOfTime) / 1000,

    /** Holds time while real work is under way. */
    async track<Value>(work: () => Promise<Value>): Promise<Value> {
      outstanding += 1;
      news += 1;
      try {
        return await work();
      } finally {
        outstanding -= 1;
        news += 1;
      }
    },

    /** Lets time pass until `isDone`, or up to a moment in seconds from the start; tells which. */
    async run(untilSeconds: number, isDone: () => boolean = () => false): Promise<boolean> {
      const end = startOfTime + untilSeconds * 1000;
      const last = setTimeout(() => {}, Math.max(0, end - Date.now()));
      try {
        for (;;) {
          await settle();
          if (isDone()) return true;
          if (Date.now() >= end) return false;
          vi.advanceTimersToNextTimer();
        }
      } finally {
        clearTimeout(last);
      }
    },

    sleep: (milliseconds: number) =>
      new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),

    end(): void {
      random.mockRestore();
      vi.clearAllTimers();
      vi.useRealTimers();
    },
  };
}

/** Libraries load parts of themselves when they are first used, and nobody can track that. */
const readsFiles = (): boolean =>
  process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));

/** Numbers in [0, 1) that are the same in every run (a linear congruential generator). */
function createSequence(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
