import { randomUUID } from 'node:crypto';
import type { BusEvent } from './event.ts';
import type { Target } from './rules.ts';
import { compileInput, type InputOf } from './target-input.ts';

/** A rule that time rings, not an event. */
export type ScheduledRule = {
  readonly name: string;
  readonly arn: string;
  /** `rate(…)`. */
  readonly scheduleExpression: string;
  readonly targets: readonly Target[];
};

export type SchedulesOptions = {
  readonly region: string;
  readonly account: string;
  readonly rules: readonly ScheduledRule[];
  /** Divides every period. */
  readonly timeScale: number;
  readonly deliver: (target: Target, input: unknown) => Promise<void>;
  /** Hears of what could not be delivered; the next ring comes all the same. */
  readonly onError: (rule: ScheduledRule, error: unknown) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
};

/** A schedule that is not served here. */
export class UnsupportedScheduleError extends Error {
  override readonly name = 'UnsupportedScheduleError';
  readonly code = 'schedule_unsupported';
}

export type Schedules = { close(): void };

const units: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * EventBridge's schedules on the global timers: a rule rings at once, as if it had been due when nothing ran, and then
 * once in every period.
 * @throws UnsupportedScheduleError
 */
export function createSchedules(options: SchedulesOptions): Schedules {
  const compiled = options.rules.map((rule) => ({
    rule,
    period: periodOf(rule.scheduleExpression) / options.timeScale,
    targets: rule.targets.map((target) => ({ target, inputOf: compileInput(target) })),
  }));
  const timers = compiled.map(({ rule, period, targets }) => {
    const ring = () => ringRule(options, rule, targets);
    ring();
    return setInterval(ring, period).unref();
  });
  return { close: () => timers.forEach(clearInterval) };
}

function ringRule(
  options: SchedulesOptions,
  rule: ScheduledRule,
  targets: readonly { target: Target; inputOf: InputOf }[],
): void {
  const event = scheduledEvent(options, rule);
  for (const { target, inputOf } of targets) {
    options
      .deliver(target, inputOf(event, rule.name))
      .catch((error) => options.onError(rule, error));
  }
}

function scheduledEvent(
  { region, account, now = () => Date.now() }: SchedulesOptions,
  { arn }: ScheduledRule,
): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {},
  };
}

/** Milliseconds of `rate(1 hour)`. */
function periodOf(expression: string): number {
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const milliseconds = units[unit];
  if (milliseconds === undefined)
    throw new UnsupportedScheduleError(`only rate(…) schedules are served here: ${expression}`);
  return Number(count) * milliseconds;
}
