import { parseMedia } from '../contract/media-value.ts';
import type { FieldProblem } from '../contract/problem.ts';
import { invalidField, invalidFields, ServiceError } from '../contract/service-error.ts';
import { isPrivateHost } from './addresses.ts';
import type { AssetStore, ReadyAsset } from './assets.ts';
import type { MediaLimits } from './limits.ts';

/** A media value of a request, where it stands in the body, and what the model takes there. */
export type MediaInput = {
  readonly value: string;
  readonly pointer: string;
  readonly limits: MediaLimits;
  /** What else it may be, where two kinds are taken. */
  readonly alternative?: MediaLimits;
};

/** All media of one call to the provider; a temporary upload serves one model only (dashscope-api §6). */
export type MediaOrder = {
  readonly owner: string;
  readonly purpose: 'vision' | 'video';
  readonly model: string;
  readonly media: readonly MediaInput[];
};

/** What the provider's body names, by the pointer of the input: URLs it can fetch, or the bytes themselves. */
export type DeliveredMedia = {
  readonly urls: ReadonlyMap<string, string>;
  /** Whether the call needs `X-DashScope-OssResourceResolve`. */
  readonly resolvesOss: boolean;
};

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

  /** Every reason why media cannot be delivered or would be refused; costs nothing and changes nothing. */
  async check(owner: string, media: readonly MediaInput[]): Promise<FieldProblem[]> {
    const found = await Promise.all(media.map((input) => this.#problemsOf(owner, input)));
    return found.flat();
  }

  /** @throws ServiceError naming every medium that is not there or not fit. */
  async deliver(order: MediaOrder): Promise<DeliveredMedia> {
    const urls = new Map<string, string>();
    for (const input of order.media) urls.set(input.pointer, await this.#deliver(order, input));
    const resolvesOss = urls.values().some((url) => url.startsWith('oss:'));
    return { urls, resolvesOss };
  }

  async #deliver({ owner, purpose }: MediaOrder, { value, pointer }: MediaInput): Promise<string> {
    const parsed = parseMedia(value);
    if ('problem' in parsed) throw invalidMedia(pointer, parsed.problem);
    if (parsed.form !== 'asset') return parsed.url;
    const asset = await this.#assets.ready(owner, parsed.id, pointer);
    if (purpose === 'video') return this.#inline(asset, pointer);
    return this.#deliverForVision(asset, pointer);
  }

  async #problemsOf(owner: string, input: MediaInput): Promise<readonly FieldProblem[]> {
    const { value, pointer, limits, alternative } = input;
    try {
      const parsed = parseMedia(value);
      if ('problem' in parsed || parsed.form !== 'asset') return [];
      const asset = await this.#assets.ready(owner, parsed.id, pointer);
      const isOther = alternative && asset.contentType.startsWith(`${alternative.kind}/`);
      const problems = limitProblems(asset, isOther ? alternative : limits);
      return problems.map((detail) => ({ code: 'invalid_media', pointer, detail }));
    } catch (error) {
      if (error instanceof ServiceError) return error.errors;
      throw error;
    }
  }

  async #deliverForVision(asset: ReadyAsset, pointer: string): Promise<string> {
    if (this.#mode === 'inline') return this.#inline(asset, pointer);
    const url = await this.#assets.signedUrl(asset, signedSeconds);
    // a loopback URL never leaves the laptop
    const reachable = this.#providerIsLocal || !isPrivateHost(new URL(url).hostname);
    if (reachable || this.#mode === 'presigned') return url;
    return this.#inline(asset, pointer);
  }

  async #inline(asset: ReadyAsset, pointer: string): Promise<string> {
    checkInlineSize(asset.bytes, pointer);
    const bytes = await this.#assets.bytes(asset);
    return `data:${asset.contentType};base64,${Buffer.from(bytes).toString('base64')}`;
  }
}

function limitProblems(asset: ReadyAsset, { kind, maxBytes }: MediaLimits): string[] {
  const problems: string[] = [];
  if (!asset.contentType.startsWith(`${kind}/`))
    problems.push(`This must be ${kind}; the asset is ${asset.contentType}.`);
  if (asset.bytes > maxBytes)
    problems.push(`The file has ${asset.bytes} bytes; at most ${maxBytes} are taken.`);
  return problems;
}

/** @throws ServiceError when so many bytes cannot travel inside a request to the provider. */
function checkInlineSize(bytes: number, pointer: string): void {
  if (bytes <= maxInlineBytes) return;
  const detail = `The file has ${bytes} bytes; at most ${maxInlineBytes} can be sent here. Give a public URL instead.`;
  throw invalidMedia(pointer, detail);
}

function invalidMedia(pointer: string, detail: string): ServiceError {
  return invalidField('invalid_media', pointer, detail);
}

/** @throws ServiceError with every problem, when there is one. */
export function refuseMedia(problems: readonly FieldProblem[]): void {
  if (problems.length) throw invalidFields(problems);
}
