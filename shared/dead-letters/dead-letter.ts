import type { JobError } from '../contract/job.ts';
import { type ProblemDocument, problemDocument } from '../contract/problem.ts';
import type { ServiceError } from '../contract/service-error.ts';

/**
 * What could not be done and why; `event` is enough to try it again. Trying it again pays once more only where a job
 * came of it, and then `maybe_billed` of the problem, or of the event's detail when that was tried again before, says
 * whether an earlier time was paid for.
 */
export type DeadLetter = {
  readonly source: 'command' | 'upload';
  readonly rule: string;
  /** ISO 8601. */
  readonly given_up_at: string;
  /** As HTTP tells it, or why the job failed. */
  readonly problem: ProblemDocument | JobError;
  readonly event: unknown;
};

/** How long a letter can be tried again; the buckets' lifecycles forget it then. */
export const letterDays = 30;

/**
 * How long the work that an event began is known by it, in days: longer than a letter of that event can still be
 * tried again, with the attempts that came before it was written and the day that a lifecycle rounds up to.
 */
export const eventClaimDays = letterDays + 5;

/** Codes of refusals that another moment may cure. */
const passing = new Set(['idempotency_in_progress', 'rate_limited']);

/** Whether trying the same thing again cannot help: the request is at fault, not the moment. */
export function isHopeless({ status, code }: ServiceError): boolean {
  return status < 500 && !passing.has(code);
}

/** A refusal as HTTP would tell it. */
export function problemOf({ code, message, errors }: ServiceError, requestId: string) {
  return problemDocument({ code, detail: message, requestId, errors });
}
