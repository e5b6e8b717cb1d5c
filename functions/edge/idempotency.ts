import { ServiceError } from '../../shared/contract/service-error.ts';
import type { RequestCaller } from '../../shared/jobs/idempotency.ts';

const maxKeyCharacters = 255;

/** Who calls, and how a repeat of the call can be told (api.md, Headers). */
export function callerOf(call: {
  readonly owner: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}): RequestCaller {
  const { owner, headers } = call;
  const key = headers['idempotency-key'];
  if (key !== undefined && (key.length === 0 || key.length > maxKeyCharacters)) {
    const detail = `Idempotency-Key must have 1 to ${maxKeyCharacters} characters.`;
    throw new ServiceError('invalid_parameter', detail);
  }
  return { owner, key, retryCount: Number(headers['x-stainless-retry-count'] ?? 0) || 0 };
}
