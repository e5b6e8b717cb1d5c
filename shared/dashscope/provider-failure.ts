import type { ProblemCode } from '../contract/problem.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import {
  AnswerBrokenError,
  type FailureKind,
  ProviderKeyError,
  ProviderResponseError,
  ProviderSilentError,
  ProviderUnreachableError,
  UploadFailedError,
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

/** Refusals of which the code tells the field; of others the provider does not say which one it means. */
const pointers: Readonly<Record<string, string>> = {
  model_not_found: '/model',
  ModelNotFound: '/model',
  model_not_supported: '/model',
};

/** What is known about a failed call beside its error. */
export type FailureContext = {
  /** Where the request carries its media. */
  readonly mediaPointer?: string;
  /** What to do about an answer that took too long. */
  readonly late?: string;
};

/** The provider's failure as a problem; errors that are not the provider's pass through. */
export function toServiceError(error: unknown, context: FailureContext = {}): unknown {
  if (!(error instanceof AnswerBrokenError)) return describe(error, context);
  const told = describe(reasonOf(error), { ...context, stage: 'output' });
  if (!(told instanceof ServiceError)) return told;
  const { code, message, errors, extras } = told;
  // the cause stays, so that nobody takes it for a refusal that came instead of an answer
  return new ServiceError(code, message, errors, extras, { cause: error });
}

/** What may go better another time is still no answer that was never begun. */
function reasonOf({ cause }: AnswerBrokenError): unknown {
  const { retryable } = cause as { retryable?: boolean };
  return retryable ? new ProviderSilentError('broke off', { cause, timedOut: false }) : cause;
}

/** What moderation refused, where the provider does not say. */
type Stage = { readonly stage?: 'input' | 'output' };

function describe(error: unknown, context: FailureContext & Stage): unknown {
  if (error instanceof ProviderResponseError) return fromResponse(error, context);
  if (error instanceof ProviderKeyError)
    return new ServiceError('provider_misconfigured', notSetUp);
  if (error instanceof ProviderUnreachableError) {
    return new ServiceError('provider_unavailable', 'The provider cannot be reached.');
  }
  if (error instanceof UploadFailedError) {
    const words = 'The provider’s storage did not take the media. Try again in a few seconds.';
    return new ServiceError('provider_unavailable', words);
  }
  if (!(error instanceof ProviderSilentError)) return error;
  if (!error.timedOut) return new ServiceError('provider_error', 'The provider broke off.');
  const { late = 'Try again.' } = context;
  return new ServiceError('provider_timeout', `The answer took too long. ${late}`);
}

function fromResponse(error: ProviderResponseError, context: FailureContext & Stage): ServiceError {
  const [code, words] = answers[error.kind];
  const detail = words ?? error.message;
  const theirs = `The provider says: ${detail}`;
  if (code === 'invalid_media') return invalidField(code, context.mediaPointer ?? '', theirs);
  if (code === 'invalid_parameter') {
    return invalidField(code, pointers[error.code ?? ''] ?? '', theirs);
  }
  if (code !== 'content_policy') return new ServiceError(code, detail);
  const stage = stageOf(error.message) ?? context.stage;
  const refused = `The provider’s moderation refused the ${stage ?? 'input or the output'}.`;
  return new ServiceError(code, `${refused} ${theirs}`, [], { stage });
}

/** "Input text data may contain …", "Output data may contain …"; sometimes it names both (dashscope-api §7.2). */
function stageOf(message: string): 'input' | 'output' | undefined {
  if (/input or output/i.test(message)) return undefined;
  if (/\boutput\b.*\bdata\b/i.test(message)) return 'output';
  return /\binput\b/i.test(message) ? 'input' : undefined;
}
