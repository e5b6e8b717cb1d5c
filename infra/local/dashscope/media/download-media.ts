import { mediaErrors } from './media-errors.ts';
import { isReachable, type ResolveHost } from './reach-host.ts';

export type DownloadOptions = {
  readonly fetch: typeof fetch;
  readonly trustedOrigins: readonly string[];
  readonly resolveHost: ResolveHost;
  readonly maxBytes: number;
  readonly timeoutMilliseconds: number;
};

const maxRedirects = 5;
const mediaType = /^(image|video|audio)\//i;

/**
 * Downloads http(s) media as the provider does (dashscope-api §9.1): public hosts only, redirects
 * followed, Content-Length and a media Content-Type demanded. Throws ProviderError.
 */
export async function downloadMedia(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(options.timeoutMilliseconds);
  try {
    const response = await follow(url, signal, options);
    return await readMedia(url, response, options.maxBytes);
  } catch (error) {
    if (signal.aborted) throw mediaErrors.timedOut(url);
    throw error;
  }
}

async function follow(
  url: string,
  signal: AbortSignal,
  options: DownloadOptions,
): Promise<Response> {
  let location = parseUrl(url);
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const response = await request(location, signal, options);
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !next) return response;
    await response.body?.cancel();
    location = parseUrl(next, location);
  }
  throw mediaErrors.downloadFailed(url);
}

function parseUrl(url: string, base?: URL): URL {
  const parsed = URL.parse(url, base?.href);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw mediaErrors.invalidUrl();
  return parsed;
}

async function request(
  url: URL,
  signal: AbortSignal,
  { fetch, trustedOrigins, resolveHost }: DownloadOptions,
): Promise<Response> {
  if (!(await isReachable(url, trustedOrigins, resolveHost))) throw mediaErrors.refused(url.href);
  const headers = { 'accept-encoding': 'identity' };
  return fetch(url, { headers, redirect: 'manual', signal }).catch(() => {
    throw mediaErrors.refused(url.href);
  });
}

async function readMedia(url: string, response: Response, maxBytes: number): Promise<Uint8Array> {
  try {
    checkHeaders(url, response, maxBytes);
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  const bytes = await response.arrayBuffer().catch(() => {
    throw mediaErrors.downloadFailed(url);
  });
  return new Uint8Array(bytes);
}

function checkHeaders(url: string, response: Response, maxBytes: number): void {
  if (!response.ok) throw mediaErrors.downloadFailed(url);
  const length = response.headers.get('content-length');
  if (!length) throw mediaErrors.missingContentLength();
  if (!mediaType.test(response.headers.get('content-type') ?? '')) {
    throw mediaErrors.wrongContentType();
  }
  if (Number(length) > maxBytes) throw mediaErrors.tooLarge();
}
