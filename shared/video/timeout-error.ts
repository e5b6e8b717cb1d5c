import { jobError } from '../jobs/job-error.ts';

/** Why a job timed out, told to its caller. */
export function timeoutError(maybe_billed: boolean) {
  return jobError({
    code: 'deadline_exceeded',
    message: maybe_billed
      ? 'The deadline passed. The provider is still at work; if it finishes, the video is kept.'
      : 'The deadline passed before the provider began; nothing was made.',
    stage: 'render',
    retryable: true,
    maybe_billed,
  });
}
