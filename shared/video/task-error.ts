import type { JobError } from '../contract/job.ts';
import { ProviderResponseError } from '../dashscope/errors.ts';
import type { Task } from '../dashscope/tasks.ts';
import { jobError } from '../jobs/job-error.ts';
import { refusalCodes } from './submit-failure.ts';

/** Codes of the provider's own troubles: the same request may well succeed (dashscope-api §7.2). */
const passing = /^(InternalError|SystemError|ModelServ|ModelUnavailable|RequestTimeOut|Throttling)/;

/** The error of a FAILED task; its code may be missing. Failed tasks are not billed (dashscope-api §4.4). */
export function taskErrorOf({ output, request_id }: Task): JobError {
  const { kind, code, message } = new ProviderResponseError({
    status: 400,
    code: output.code ?? null,
    message: output.message ?? 'The provider gave no reason.',
    requestId: request_id ?? null,
  });
  const ours =
    code === null || kind === 'throttled' || kind === 'unavailable'
      ? 'provider_error'
      : refusalCodes[kind];
  const retryable = passing.test(code ?? '');
  return jobError({
    code: retryable ? 'provider_error' : ours,
    message,
    provider_code: code,
    stage: 'render',
    retryable,
  });
}
