import * as z from 'zod';
import { Fault } from './kinds.ts';

const count = z.coerce.number().int().positive().optional();

/**
 * When a fault is met: from the `nth` matching call on (default: the first), `times` times (default: once after an
 * `nth`, otherwise until the faults are cleared).
 */
const FaultMatch = z.strictObject({
  method: z.string().optional(),
  /** Part of the path. */
  path: z.string().optional(),
  model: z.string().optional(),
  nth: count,
  times: count,
});

export const FaultRequest = z.strictObject({ match: FaultMatch.default({}), fault: Fault });

/** What a rule is held against. */
export type FaultTarget = {
  readonly method: string;
  readonly path: string;
  readonly model?: string;
};

export type FaultRule = z.infer<typeof FaultRequest> & {
  /** Matching calls so far. */
  seen: number;
};

export function createFaultRule(request: z.infer<typeof FaultRequest>): FaultRule {
  return { ...request, seen: 0 };
}

/** Counts the call when the rule matches it, and tells whether the fault is met by it. */
export function meetsFault(rule: FaultRule, targets: readonly FaultTarget[]): boolean {
  if (!targets.some((target) => matches(rule, target))) return false;
  rule.seen += 1;
  const { nth, times } = rule.match;
  const first = nth ?? 1;
  const limit = times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return rule.seen >= first && rule.seen < first + limit;
}

function matches({ match }: FaultRule, target: FaultTarget): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === target.method) &&
    (match.path === undefined || target.path.includes(match.path)) &&
    (match.model === undefined || match.model === target.model)
  );
}
