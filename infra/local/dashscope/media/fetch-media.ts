import { parseDataUri } from './data-uri.ts';
import { downloadMedia } from './download-media.ts';
import { inspectMedia, type MediaFacts } from './inspect-media.ts';
import { mediaErrors } from './media-errors.ts';
import { type ResolveHost, resolveByDns } from './reach-host.ts';

/** A caller's media as it arrived, with what its own bytes say about it. */
export type FetchedMedia = MediaFacts & { readonly bytes: Uint8Array };

export type MediaFetcher = (url: string) => Promise<FetchedMedia>;

export type MediaFetcherOptions = {
  readonly fetch: typeof fetch;
  /** Exact origins that are reachable although they are private, for instance `http://127.0.0.1:3001`. */
  readonly trustedOrigins: readonly string[];
  /** Gives the bytes of an `oss://` address of this call; throws ProviderError. */
  readonly resolveOss: (url: string) => Promise<Uint8Array>;
  readonly resolveHost?: ResolveHost;
  readonly maxBytes?: number;
  readonly timeoutMilliseconds?: number;
};

const defaults = {
  resolveHost: resolveByDns,
  maxBytes: 256 * 1024 * 1024,
  timeoutMilliseconds: 30_000,
};

/** The documented 10 MiB, not the newer pages' 20: the stricter reading fails here before it fails there (dashscope-api §10.2). */
const maxDataUriBytes = 10_485_760;

/**
 * Makes the function that gets media as the provider would: `http(s)` from public hosts and trusted
 * origins, `data:`, `oss://`. It throws ProviderError in the provider's words for whatever the provider
 * could not fetch or read (dashscope-api §7.2, §7.3).
 */
export function createMediaFetcher(options: MediaFetcherOptions): MediaFetcher {
  const settings = { ...defaults, ...options };
  const readers: Readonly<Record<string, (url: string) => Uint8Array | Promise<Uint8Array>>> = {
    http: (url) => downloadMedia(url, settings),
    https: (url) => downloadMedia(url, settings),
    data: (url) => parseDataUri(url, maxDataUriBytes),
    oss: settings.resolveOss,
  };
  return async (url) => {
    const read = readers[url.slice(0, url.indexOf(':')).toLowerCase()];
    if (!read) throw mediaErrors.invalidUrl();
    const bytes = await read(url);
    const facts = await inspectMedia(bytes);
    if (!facts) throw mediaErrors.unknownFormat();
    return { bytes, ...facts };
  };
}
