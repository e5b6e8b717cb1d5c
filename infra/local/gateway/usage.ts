import type { UsagePlanDefinition } from '../assembly/usage-plans.ts';
import { GatewayError } from './gateway-error.ts';

/** Lets a request of an API key pass, or not. @throws GatewayError THROTTLED or QUOTA_EXCEEDED */
export type Usage = (keyId: string) => void;

type Bucket = { tokens: number; at: number };
type Count = { period: string; requests: number };

/** Start of the quota's period in UTC, as text that changes when the count starts again. */
const periods: Readonly<Record<'DAY' | 'WEEK' | 'MONTH', (now: Date) => string>> = {
  DAY: (now) => now.toISOString().slice(0, 10),
  // Day 3 of the epoch was a Sunday, where API Gateway's weeks start.
  WEEK: (now) => String(Math.floor((now.getTime() / 86_400_000 - 3) / 7)),
  MONTH: (now) => now.toISOString().slice(0, 7),
};

/** Counts every key against a usage plan: a token bucket for its rate, a counter for its quota. */
export function createUsage(
  { throttle, quota }: Pick<UsagePlanDefinition, 'throttle' | 'quota'>,
  now: () => Date,
): Usage {
  const buckets = new Map<string, Bucket>();
  const counts = new Map<string, Count>();
  return (keyId) => {
    if (throttle && !takeToken(buckets, keyId, throttle, now().getTime())) {
      throw new GatewayError('THROTTLED');
    }
    if (quota && !countRequest(counts, keyId, quota.limit, periods[quota.period](now()))) {
      throw new GatewayError('QUOTA_EXCEEDED');
    }
  };
}

function takeToken(
  buckets: Map<string, Bucket>,
  keyId: string,
  { rateLimit, burstLimit }: NonNullable<UsagePlanDefinition['throttle']>,
  at: number,
): boolean {
  const bucket = buckets.get(keyId) ?? { tokens: burstLimit, at };
  const refilled = bucket.tokens + ((at - bucket.at) / 1000) * rateLimit;
  const tokens = Math.min(burstLimit, refilled);
  const isAdmitted = tokens >= 1;
  buckets.set(keyId, { tokens: isAdmitted ? tokens - 1 : tokens, at });
  return isAdmitted;
}

function countRequest(
  counts: Map<string, Count>,
  keyId: string,
  limit: number,
  period: string,
): boolean {
  const last = counts.get(keyId);
  const requests = last?.period === period ? last.requests + 1 : 1;
  counts.set(keyId, { period, requests });
  return requests <= limit;
}
