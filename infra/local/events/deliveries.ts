export type DeliveriesWorld<Item> = {
  /** Hands an item over; a rejection is tried again. */
  readonly deliver: (item: Item) => Promise<void>;
  /** Told what no attempt could deliver, with the last error. */
  readonly onDeadLetter: (item: Item, error: unknown) => void;
  /** Milliseconds before each further attempt of an item. */
  readonly retryDelays: (item: Item) => readonly number[];
};

/** Delivers in the background, at least once, with pauses on the global timers. */
export function createDeliveries<Item>(world: DeliveriesWorld<Item>) {
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();

  async function attempt(item: Item): Promise<void> {
    for (const delay of [...world.retryDelays(item), undefined]) {
      try {
        return await world.deliver(item);
      } catch (error) {
        if (stop.signal.aborted) return;
        if (delay === undefined) return world.onDeadLetter(item, error);
      }
      await pause(delay, stop.signal);
      if (stop.signal.aborted) return;
    }
  }

  return {
    send(item: Item): void {
      const sending = attempt(item).finally(() => underWay.delete(sending));
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
