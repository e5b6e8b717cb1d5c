import type { JobError } from '../contract/video.ts';
import { ProviderResponseError } from '../dashscope/errors.ts';
import type { Task } from '../dashscope/tasks.ts';
import { refusalCodes } from './submit-failure.ts';
import { jobError } from './workflow.ts';

/** The error of a FAILED task; its code may be missing. Failed tasks are not billed (dashscope-api §4.4). */
export function taskErrorOf({ output, request_id }: Task): JobError {
  const { kind, code, message } = new ProviderResponseError({
    status: 400,
    code: output.code ?? null,
    message: output.message ?? 'The provider gave no reason.',
    requestId: request_id ?? null,
  });
  const ours =
    kind === 'throttled' || kind === 'unavailable' ? 'provider_error' : refusalCodes[kind];
  const retryable = /^(InternalError|SystemError|ModelService|Throttling)/.test(code ?? '');
  return jobError({
    code: retryable ? 'provider_error' : ours,
    message,
    provider_code: code,
    stage: 'render',
    retryable,
  });
}
