const fence = '```';

/** The JSON of an answer, code fences stripped; `undefined` when it is none. */
export function readJson(text: string): { readonly value: unknown } | undefined {
  return parse(text) ?? parse(insideFences(text));
}

function insideFences(text: string): string {
  const [opening, closing] = [text.indexOf(fence), text.lastIndexOf(fence)];
  if (closing <= opening) return '';
  return text.slice(opening + fence.length, closing).replace(/^[a-z]*\s/i, '');
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
