import type { TwinCall } from '../route.ts';
import { resolveOss } from '../upload/resolve-oss.ts';
import { type AccountOf, oneAccount, type UploadStore } from '../upload/upload-store.ts';
import { createMediaFetcher, type MediaFetcher, type MediaFetcherOptions } from './fetch-media.ts';

export type MediaOfCallOptions = Omit<MediaFetcherOptions, 'resolveOss'> & {
  readonly uploads: UploadStore;
  readonly accountOf?: AccountOf;
};

/** Makes each call's own fetcher: its account, its model and its headers decide about `oss://`. */
export function createMediaOfCall(options: MediaOfCallOptions) {
  const accountOf = options.accountOf ?? oneAccount;
  return (call: TwinCall, model: string): MediaFetcher =>
    createMediaFetcher({
      ...options,
      resolveOss: (url) =>
        resolveOss(
          url,
          call.request.headers,
          { model, account: accountOf(call.keyName) },
          options.uploads,
        ),
    });
}
