import type { Rule, Target } from './rules.ts';

/** One event on its way to one target; `input` is what the target's shape made of the event. */
export type Delivery = { readonly target: Target; readonly input: unknown; readonly rule: Rule };

export type DeliveriesWorld = {
  /** Hands an input to a target; a rejection is tried again. */
  readonly deliver: (target: Target, input: unknown, rule: Rule) => Promise<void>;
  /** Told what no attempt could deliver, with the last error. */
  readonly onDeadLetter: (delivery: Delivery, error: unknown) => void;
  /** Milliseconds before each further attempt. */
  readonly retryDelays: readonly number[];
};

/** Delivers in the background, at least once, with pauses on the global timers. */
export function createDeliveries(world: DeliveriesWorld) {
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();

  async function attempt(delivery: Delivery): Promise<void> {
    const { target, input, rule } = delivery;
    for (const delay of [...world.retryDelays, undefined]) {
      try {
        return await world.deliver(target, input, rule);
      } catch (error) {
        if (stop.signal.aborted) return;
        if (delay === undefined) return world.onDeadLetter(delivery, error);
      }
      await pause(delay, stop.signal);
      if (stop.signal.aborted) return;
    }
  }

  return {
    send(delivery: Delivery): void {
      const sending = attempt(delivery).finally(() => underWay.delete(sending));
      underWay.add(sending);
    },

    /** Resolves when nothing is under way any more, what deliveries have caused included. */
    async idle(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },

    /** Gives up the attempts that are still to come. */
    close: () => stop.abort(),
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    }
  });
}
