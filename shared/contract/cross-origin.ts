/**
 * What lets pages of an origin read an answer; without an origin, none may. Keys travel as a header that a page must set
 * itself, never as cookies, so that an answer may show all of its headers.
 */
export function crossOriginHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' };
}
