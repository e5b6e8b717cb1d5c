import type { JobError } from '../contract/job.ts';
import {
  type FailureKind,
  ProviderKeyError,
  ProviderResponseError,
  ProviderUnreachableError,
} from '../dashscope/errors.ts';
import { jobError } from '../jobs/job-error.ts';

/** A provider's refusal in our words; the account's troubles are not the caller's to read. */
export const refusalCodes: Readonly<
  Record<Exclude<FailureKind, 'throttled' | 'unavailable'>, string>
> = {
  misconfigured: 'provider_misconfigured',
  content_policy: 'content_policy',
  media: 'invalid_media',
  invalid: 'invalid_parameter',
};

const misconfigured =
  'The provider refused this service; its operator must check the stored key and the account.';

/**
 * What a failed submit means: `again` when nothing was made and trying again may help, the job's error
 * when the provider said no for good, `unknown` when a task may exist. In doubt: unknown.
 */
export function submitErrorOf(error: unknown): 'again' | 'unknown' | JobError {
  if (error instanceof ProviderUnreachableError) return 'again';
  if (error instanceof ProviderKeyError) return refusal('misconfigured', misconfigured, null);
  if (!(error instanceof ProviderResponseError)) return 'unknown';
  const { status, code, kind, message } = error;
  const definite = status >= 400 && status < 500 && status !== 408 && code !== null;
  if (!definite) return status === 429 ? 'again' : 'unknown';
  if (kind === 'throttled') return 'again';
  if (kind === 'unavailable') return 'unknown';
  return refusal(kind, kind === 'misconfigured' ? misconfigured : message, code);
}

function refusal(
  kind: keyof typeof refusalCodes,
  message: string,
  provider_code: string | null,
): JobError {
  return jobError({ code: refusalCodes[kind], message, stage: 'submit', provider_code });
}
