import type { ChatCompletionRequest } from '../contract/chat.ts';
import { invalidField, ServiceError } from '../contract/service-error.ts';
import { ProviderResponseError } from '../dashscope/errors.ts';
import { toServiceError } from '../dashscope/provider-failure.ts';
import { mediaOf } from './chat-media.ts';

/** A failure with the status that OpenAI's API gives it: an unknown model is 404 there, and a busy provider 429. */
export function describeChatFailure(error: unknown, request: ChatCompletionRequest): unknown {
  const [medium, ...others] = mediaOf(request);
  // which of several media the provider means, it does not say
  const mediaPointer = medium && others.length === 0 ? medium.pointer : '';
  const context = { mediaPointer, late: 'Ask with "stream": true, or for less.' };
  if (!(error instanceof ProviderResponseError)) return toServiceError(error, context);
  const { status, kind, message } = error;
  if (status === 429 && kind === 'throttled')
    return new ServiceError('rate_limited', 'The provider is busy. Try again in a few seconds.');
  if (status === 404 && kind === 'invalid')
    return invalidField('not_found', '/model', `The provider says: ${message}`);
  return toServiceError(error, context);
}
