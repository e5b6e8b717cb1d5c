import type { ProblemCode } from '../contract/problem.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import {
  type FailureKind,
  ProviderKeyError,
  ProviderResponseError,
  ProviderSilentError,
  ProviderUnreachableError,
} from './errors.ts';

const notSetUp =
  'The provider refused this service; its operator must check the stored key and the account.';

/** What a caller is told, by kind; `null` stands for the provider's own words. */
const answers: Readonly<Record<FailureKind, readonly [ProblemCode, string | null]>> = {
  throttled: ['provider_unavailable', 'The provider is busy. Try again in a few seconds.'],
  misconfigured: ['provider_misconfigured', notSetUp],
  content_policy: ['content_policy', null],
  media: ['invalid_media', null],
  invalid: ['invalid_parameter', null],
  unavailable: ['provider_error', 'The provider failed. Try again in a few seconds.'],
};

/** The provider's failure as a problem; errors that are not the provider's pass through. */
export function toServiceError(error: unknown, mediaPointer = ''): unknown {
  if (error instanceof ProviderResponseError) return fromResponse(error, mediaPointer);
  if (error instanceof ProviderKeyError)
    return new ServiceError('provider_misconfigured', notSetUp);
  if (error instanceof ProviderUnreachableError) {
    return new ServiceError('provider_unavailable', 'The provider cannot be reached.');
  }
  if (!(error instanceof ProviderSilentError)) return error;
  if (!error.timedOut) return new ServiceError('provider_error', 'The provider broke off.');
  return new ServiceError(
    'provider_timeout',
    'The answer took too long. Ask with "stream": true, or for less.',
  );
}

function fromResponse(
  { kind, message }: ProviderResponseError,
  mediaPointer: string,
): ServiceError {
  const [code, words] = answers[kind];
  const detail = words ?? message;
  const theirs = `The provider says: ${detail}`;
  if (code === 'invalid_media') return invalidField(code, mediaPointer, theirs);
  // of other fields the provider does not say which one it means
  return code === 'invalid_parameter'
    ? invalidField(code, '', theirs)
    : new ServiceError(code, detail);
}
