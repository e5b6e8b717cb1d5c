import type { JobError } from '../contract/job.ts';
import { type ProblemDocument, problemDocument } from '../contract/problem.ts';
import type { ServiceError } from '../contract/service-error.ts';

/** What could not be done and why; `event` is enough to try it again. */
export type DeadLetter = {
  readonly source: 'command' | 'upload';
  readonly rule: string;
  /** ISO 8601. */
  readonly given_up_at: string;
  /** As HTTP tells it, or why the job failed. */
  readonly problem: ProblemDocument | JobError;
  readonly event: unknown;
};

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
