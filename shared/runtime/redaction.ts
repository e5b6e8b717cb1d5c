const queryStrings = /(\b(?:https?|oss):\/\/[^\s"<>?\\]*)\?[^\s"<>\\]*/gi;
const keys =
  /\b(?:sk-[A-Za-z0-9-]{6,}|st-[A-Za-z0-9-]{6,}|qm_[a-z0-9-]{1,40}_[A-Za-z0-9_-]{6,}|whsec_[A-Za-z0-9+/=]{6,})/g;

/** Cuts the query string of every URL in a text: signatures live there. */
export function cutQueryStrings(text: string): string {
  return text.replace(queryStrings, '$1');
}

/** Cuts query strings and everything that looks like a provider's key or one of ours. */
export function cutSecrets(text: string): string {
  return cutQueryStrings(text).replace(keys, '[key]');
}

/** The same value with every string in it cut of query strings; data URIs are named, not kept. */
export function cutDeep(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value);
  if (Array.isArray(value)) return value.map(cutDeep);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, cutDeep(part)]));
}

function cutText(text: string): string {
  const [, mime] = /^data:([^;,]*)[;,]/.exec(text) ?? [];
  return mime === undefined ? cutQueryStrings(text) : `data:${mime};base64,…`;
}
