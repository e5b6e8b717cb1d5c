import { ProviderError } from '../route.ts';

/** API keys by name; the name is what the witness shows, the key never leaves this map. */
export type ApiKeys = Readonly<Record<string, string>>;

const bearer = /^Bearer\s+(\S+)$/i;

/** Name of the key a request carries, `undefined` when it carries none that is known. */
export function findKeyName(headers: Headers, keys: ApiKeys): string | undefined {
  const key = bearer.exec(headers.get('authorization') ?? '')?.[1];
  if (key === undefined || isCodingPlanKey(key)) return undefined;
  return Object.keys(keys).find((name) => keys[name] === key);
}

/** @throws ProviderError 401 `InvalidApiKey`: none was given, or one that is not valid here (dashscope-api §1.2) */
export function requireKeyName(headers: Headers, keys: ApiKeys): string {
  const name = findKeyName(headers, keys);
  if (name !== undefined) return name;
  const message = headers.has('authorization')
    ? 'Invalid API-key provided.'
    : 'No API-key provided.';
  throw new ProviderError(401, 'InvalidApiKey', message);
}

/** Coding Plan keys are refused on the standard hosts, known or not (dashscope-api §1.2). */
function isCodingPlanKey(key: string): boolean {
  return key.startsWith('sk-sp-');
}
