import { lookup as systemLookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { isPrivateHost } from './addresses.ts';
import { PrivateAddressError, publicLookup } from './public-lookup.ts';

/** Starts fetching a URL that came from outside; redirects are followed and checked again (design.md §5, I7). */
export type Download = (
  url: string,
  options: { readonly headers?: Record<string, string>; readonly signal: AbortSignal },
) => Promise<Response>;

type Requests = typeof systemRequests;

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const maxRedirects = 3;
const ports = new Set(['', '80', '443']);
/** Hardly a result is `http://`, and importing `node:http` brings all of `fetch` with it: a quarter of a cold start. */
const systemRequests = {
  'http:': async () => (await import('node:http')).request,
  'https:': async () => httpsRequest,
};

/**
 * A download that reaches public addresses only, however they are spelt or resolved.
 * Origins that are trusted exactly (a laptop's own services) go through `fetch` unguarded.
 */
export function createDownload(options: {
  trustedOrigins: readonly string[];
  fetch: typeof fetch;
  lookup?: typeof systemLookup;
  requests?: Requests;
}): Download {
  const trusted = new Set(options.trustedOrigins);
  const { lookup = systemLookup, requests = systemRequests } = options;
  return async (address, init) => {
    let url = parseUrl(address);
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      if (trusted.has(url.origin)) return options.fetch(url, { ...init, redirect: 'error' });
      checkUrl(url);
      const message = await open(url, init, { lookup, requests });
      const { statusCode = 0, headers } = message;
      if (!redirectStatuses.has(statusCode) || !headers.location) return toResponse(message);
      message.destroy();
      url = parseUrl(headers.location, url);
    }
    throw new PrivateAddressError(`more than ${maxRedirects} redirects`);
  };
}

/** An address that cannot be read is not put into the error: it may be signed. */
function parseUrl(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  if (!url) throw new PrivateAddressError('the address is not a URL');
  return url;
}

function checkUrl(url: URL): void {
  const { protocol, hostname, port } = url;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new PrivateAddressError(`${protocol} is not a scheme we fetch`);
  if (!ports.has(port)) throw new PrivateAddressError(`port ${port} is not one we fetch from`);
  if (isPrivateHost(hostname)) throw new PrivateAddressError(`${hostname} is not public`);
}

async function open(
  url: URL,
  { headers = {}, signal }: Parameters<Download>[1],
  { lookup, requests }: { lookup: typeof systemLookup; requests: Requests },
): Promise<IncomingMessage> {
  const start = await requests[url.protocol === 'https:' ? 'https:' : 'http:']();
  return new Promise((resolve, reject) => {
    const call = start(url, { headers, signal, lookup: publicLookup(lookup), agent: false });
    call.once('response', resolve).once('error', reject).end();
  });
}

function toResponse(message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers.set(name, String(value));
  const body = Readable.toWeb(message) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(body, { status: message.statusCode ?? 502, headers });
}
