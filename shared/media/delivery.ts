import { parseMedia } from '../contract/media-value.ts';
import { invalidField, type ServiceError } from '../contract/service-error.ts';
import { isPrivateHost } from './addresses.ts';
import type { AssetStore, ReadyAsset } from './assets.ts';

/** What a provider's body names: a URL it can fetch, or the bytes themselves. */
export type Delivered = { readonly url: string; readonly usesOss: boolean };

export type MediaPurpose = 'vision' | 'video';

/** Base64 of this many bytes stays under the provider's 10 MB for a data URI (dashscope-api §10.2). */
const maxInlineBytes = 7_000_000;

/** A vision call starts at once, so an hour outlasts it; role sessions may end sooner (aws-facts §6). */
const signedSeconds = 3600;

/** Turns callers' media into something the provider can fetch (design.md §5). */
export class MediaDelivery {
  readonly #assets: AssetStore;
  readonly #mode: 'auto' | 'presigned' | 'inline';
  readonly #providerIsLocal: boolean;

  constructor(options: {
    assets: AssetStore;
    mode: 'auto' | 'presigned' | 'inline';
    providerBaseUrl: string;
  }) {
    this.#assets = options.assets;
    this.#mode = options.mode;
    this.#providerIsLocal = isPrivateHost(new URL(options.providerBaseUrl).hostname);
  }

  /** @throws ServiceError `invalid_media` at `pointer` when the media is not there or not fit. */
  async deliver(media: {
    value: string;
    owner: string;
    pointer: string;
    purpose: MediaPurpose;
  }): Promise<Delivered> {
    const parsed = parseMedia(media.value);
    if ('problem' in parsed) throw invalidMedia(media.pointer, parsed.problem);
    if (parsed.form !== 'asset') return { url: parsed.url, usesOss: parsed.form === 'oss' };
    const asset = await this.#assets.ready(media.owner, parsed.id, media.pointer);
    if (media.purpose === 'video') return this.#inline(asset, media.pointer);
    return this.#deliverForVision(asset, media.pointer);
  }

  async #deliverForVision(asset: ReadyAsset, pointer: string): Promise<Delivered> {
    if (this.#mode === 'inline') return this.#inline(asset, pointer);
    const url = await this.#assets.signedUrl(asset, signedSeconds);
    // a loopback URL never leaves the laptop
    const reachable = this.#providerIsLocal || !isPrivateHost(new URL(url).hostname);
    if (reachable || this.#mode === 'presigned') return { url, usesOss: false };
    return this.#inline(asset, pointer);
  }

  async #inline(asset: ReadyAsset, pointer: string): Promise<Delivered> {
    checkInlineSize(asset.bytes, pointer);
    const bytes = await this.#assets.bytes(asset);
    const base64 = Buffer.from(bytes).toString('base64');
    return { url: `data:${asset.contentType};base64,${base64}`, usesOss: false };
  }
}

/** @throws ServiceError when so many bytes cannot travel inside a request to the provider. */
export function checkInlineSize(bytes: number, pointer: string): void {
  if (bytes <= maxInlineBytes) return;
  const detail = `The file has ${bytes} bytes; at most ${maxInlineBytes} can be sent here. Give a public URL instead.`;
  throw invalidMedia(pointer, detail);
}

export function invalidMedia(pointer: string, detail: string): ServiceError {
  return invalidField('invalid_media', pointer, detail);
}
