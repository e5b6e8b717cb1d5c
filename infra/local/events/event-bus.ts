import { createDeliveries } from './deliveries.ts';
import type { BusEvent } from './event.ts';
import { compileRule, type Rule, type Target } from './rules.ts';

/** One event on its way to one target; `input` is what the target's shape made of the event. */
export type Delivery = { readonly target: Target; readonly input: unknown; readonly rule: Rule };

export type EventBusOptions = {
  /** Hands an input to a target; a rejection is tried again. */
  readonly deliver: (target: Target, input: unknown, rule: Rule) => Promise<void>;
  /** Told what no attempt could deliver, with the last error. */
  readonly onDeadLetter: (delivery: Delivery, error: unknown) => void;
  readonly region: string;
  readonly account: string;
  readonly rules: readonly Rule[];
  /** Buses that no rule names; `default` is always there. */
  readonly buses?: readonly string[];
  /** Milliseconds before each further attempt; three of them by default. */
  readonly retryDelays?: readonly number[];
};

/** An event as it was seen on a bus; sequences start at 1. */
export type SeenEvent = {
  readonly sequence: number;
  readonly busName: string;
  readonly event: BusEvent;
};

export type EventBus = ReturnType<typeof createEventBus>;

export class UnknownEventBusError extends Error {
  override readonly name = 'UnknownEventBusError';
  readonly code = 'ResourceNotFoundException';
}

const keptEvents = 1000;
const defaultRetryDelays = [1000, 4000, 16_000];

/** All event buses of the account. Throws for a rule that EventBridge would refuse. */
export function createEventBus(options: EventBusOptions) {
  const { region, account, retryDelays = defaultRetryDelays } = options;
  const rules = options.rules.map(compileRule);
  const ruleBuses = options.rules.map(({ busName }) => busName);
  const buses = new Set(['default', ...(options.buses ?? []), ...ruleBuses]);
  const deliveries = createDeliveries<Delivery>({
    deliver: ({ target, input, rule }) => options.deliver(target, input, rule),
    onDeadLetter: options.onDeadLetter,
    retryDelays: () => retryDelays,
  });
  const listeners = new Set<(seen: SeenEvent) => void>();
  const seenEvents: SeenEvent[] = [];

  function dispatch({ busName, event }: SeenEvent): void {
    for (const { rule, matches, targets } of rules) {
      if (rule.busName !== busName || !matches(event)) continue;
      for (const { target, inputOf } of targets) {
        deliveries.send({ target, input: inputOf(event, rule.name), rule });
      }
    }
  }

  return {
    region,
    account,
    has: (busName: string): boolean => buses.has(busName),

    /** Puts an event on a bus and returns before it is delivered. Throws `UnknownEventBusError`. */
    publish(busName: string, event: BusEvent): void {
      if (!buses.has(busName)) throw new UnknownEventBusError(`there is no event bus ${busName}`);
      const sequence = (seenEvents.at(-1)?.sequence ?? 0) + 1;
      const seen = { sequence, busName, event };
      seenEvents.push(seen);
      if (seenEvents.length > keptEvents) seenEvents.shift();
      for (const listener of listeners) listener(seen);
      dispatch(seen);
    },

    /** Hears every event of every bus until the returned function is called. */
    subscribe(listener: (seen: SeenEvent) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** The last thousand events that came after a sequence. */
    eventsAfter: (sequence: number): SeenEvent[] =>
      seenEvents.filter((seen) => seen.sequence > sequence),

    idle: deliveries.idle,
    close: deliveries.close,
  };
}
