import type { RestApiDefinition } from '../assembly/rest-apis.ts';
import type { Authorization } from './authorizer.ts';
import { GatewayError } from './gateway-error.ts';
import { type GatewayRequest, headerOf } from './gateway-request.ts';
import { createUsage } from './usage.ts';

export type ApiKey = { readonly id: string; readonly value: string };

/** Finds the caller's key and counts its use. @throws GatewayError INVALID_API_KEY, THROTTLED, QUOTA_EXCEEDED */
export type KeyCheck = (
  request: GatewayRequest,
  authorization: Authorization | undefined,
) => ApiKey;

/** Checks keys against the stage's usage plan; every given key belongs to its first plan. */
export function createKeyCheck(
  { apiKeySource, usagePlans: [plan] }: RestApiDefinition,
  apiKeys: readonly ApiKey[],
  now: () => Date,
): KeyCheck {
  const keys = new Map(apiKeys.map((key) => [key.value, key]));
  const use = createUsage(plan ?? {}, now);
  return (request, authorization) => {
    const value =
      apiKeySource === 'AUTHORIZER'
        ? authorization?.usageIdentifierKey
        : headerOf(request, 'x-api-key');
    const key = plan && keys.get(value ?? '');
    if (key === undefined) throw new GatewayError('INVALID_API_KEY');
    use(key.id);
    return key;
  };
}
