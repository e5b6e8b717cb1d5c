import type { JobError } from '../contract/job.ts';

/** A job's error with the usual answers filled in. */
export function jobError(
  facts: Pick<JobError, 'code' | 'message' | 'stage'> & Partial<JobError>,
): JobError {
  return { provider_code: null, retryable: false, maybe_billed: false, ...facts };
}
