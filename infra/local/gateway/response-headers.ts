/** Headers of a function that API Gateway renames, because it sends its own. */
const remapped = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);

/** Headers of a function that API Gateway drops. */
const dropped = new Set(['transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-authenticate']);

/** What leaves the gateway of the headers that a function or a template set; JSON unless it says otherwise. */
export function toResponseHeaders(
  pairs: readonly (readonly [name: string, value: string])[],
): Map<string, string | string[]> {
  const headers = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (dropped.has(key)) continue;
    const sent = remapped.has(key) ? `x-amzn-remapped-${key}` : key;
    headers.set(sent, key === 'content-type' ? [value] : [...(headers.get(sent) ?? []), value]);
  }
  if (!headers.has('content-type')) headers.set('content-type', ['application/json']);
  return headers;
}
