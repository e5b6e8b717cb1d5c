import type { JobError } from '../contract/job.ts';

type Facts = Pick<JobError, 'code' | 'message' | 'stage'> & Partial<JobError>;

/** A job's error with the usual answers filled in. A client may obey `retryable` blindly: it never pays twice by it. */
export function jobError({ retryable = false, maybe_billed = false, ...facts }: Facts): JobError {
  return { provider_code: null, ...facts, retryable: retryable && !maybe_billed, maybe_billed };
}
