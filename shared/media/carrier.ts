import type { FieldProblem } from '../contract/problem.ts';
import { invalidField, invalidFields, ServiceError } from '../contract/service-error.ts';
import { UploadTooLargeError } from '../dashscope/uploads.ts';
import { isPrivateHost } from './addresses.ts';
import { type DeliveryMode, type MediaPurpose, type Way, waysOf } from './delivery-ways.ts';
import { mediaTypeOf } from './formats.ts';
import type { MediaLimits } from './limits.ts';
import type { MediaFile } from './media-file.ts';
import type { MediaSource, MediaSources } from './media-sources.ts';

/** A media value of a request, where it stands in the body, and what the model takes there. */
export type MediaInput = {
  readonly value: string;
  readonly pointer: string;
  readonly limits: MediaLimits;
  /** What else it may be, where two kinds are taken. */
  readonly alternative?: MediaLimits;
};

/** Brings a file to the provider's temporary storage and returns its `oss://` address. */
export type Upload = (file: MediaFile, model: string) => Promise<string>;

/** All media of one call to the provider; a temporary upload serves one model only (dashscope-api §6). */
export type MediaOrder = {
  readonly owner: string;
  readonly purpose: MediaPurpose;
  readonly model: string;
  readonly media: readonly MediaInput[];
  /** Instead of uploading now. */
  readonly upload?: Upload;
};

/** What the provider's body names, by the pointer of the input: URLs it can fetch, or the bytes themselves. */
export type DeliveredMedia = {
  readonly urls: ReadonlyMap<string, string>;
  /** Whether the call needs `X-DashScope-OssResourceResolve`. */
  readonly resolvesOss: boolean;
};

export type CarrierOptions = {
  readonly sources: MediaSources;
  readonly upload: Upload;
  readonly mode: DeliveryMode;
  readonly providerBaseUrl: string;
};

/** Base64 of this many bytes stays under the provider's 10 MB for a data URI (dashscope-api §10.2). */
const maxInlineBytes = 7_000_000;
/** Base64 of this many bytes leaves room for the rest of a body of 16 MiB (trap 26). */
const maxInlineBytesOfBody = 11_000_000;

/** A vision call fetches at once, a queued task late; a role's session may end sooner all the same (aws-facts §6). */
const signedSeconds: Readonly<Record<MediaPurpose, number>> = { vision: 3600, video: 12 * 3600 };

/** Turns callers' media into something the provider can fetch (design.md §5). */
export class MediaCarrier {
  protected readonly sources: MediaSources;
  /** At once, without looking for what was uploaded before. */
  readonly upload: Upload;
  readonly #mode: DeliveryMode;
  readonly #providerIsLocal: boolean;

  constructor(options: CarrierOptions) {
    this.sources = options.sources;
    this.upload = options.upload;
    this.#mode = options.mode;
    this.#providerIsLocal = isPrivateHost(new URL(options.providerBaseUrl).hostname);
  }

  /** @throws ServiceError naming every medium that is not there, or one that no way leads to the provider for. */
  async deliver(order: MediaOrder): Promise<DeliveredMedia> {
    const { owner, media } = order;
    const sources = await everySource(media.map((input) => this.sources.find({ owner, ...input })));
    const body: Body = { carried: new Map(), inlineBytes: 0 };
    const urls = new Map<string, string>();
    for (const [index, input] of media.entries()) {
      const source = sources[index];
      if (source) urls.set(input.pointer, await this.#bring(order, input, source, body));
    }
    const resolvesOss = urls.values().some((url) => url.startsWith('oss:'));
    return { urls, resolvesOss };
  }

  async #bring(order: MediaOrder, input: MediaInput, source: MediaSource, body: Body) {
    if (source.kind === 'address') return source.url;
    const { file } = source;
    const url = body.carried.get(file.identity) ?? (await this.#carry(order, input, source, body));
    body.carried.set(file.identity, url);
    return url;
  }

  async #carry(order: MediaOrder, input: MediaInput, source: FileSource, body: Body) {
    const preferred = waysOf(this.#mode, order.purpose);
    // what the caller sent inline goes on as it is wherever that is possible
    for (const way of source.inline === undefined ? preferred : ['inline' as const, ...preferred]) {
      const url = await this.#go(way, order, input, source, body);
      if (url !== undefined) return url;
    }
    const detail = `The file has ${source.file.bytes} bytes, too many for any way to the provider. Give a URL that it can fetch.`;
    throw invalidField('invalid_media', input.pointer, detail);
  }

  /** `undefined` when this way is not possible. */
  #go(way: Way, order: MediaOrder, { limits }: MediaInput, source: FileSource, body: Body) {
    if (way === 'presigned') return this.#sign(order, source.file);
    if (way === 'oss') return this.#send(order, source.file);
    if (limits.byAddress) return undefined;
    const isPicture = mediaTypeOf(source.file).startsWith('image/');
    const fits = order.purpose === 'vision' || isPicture;
    return fits ? putInline(source, body) : undefined;
  }

  async #sign({ purpose }: MediaOrder, file: MediaFile): Promise<string | undefined> {
    const url = await file.signedUrl(signedSeconds[purpose], mediaTypeOf(file));
    // a loopback URL never leaves the laptop
    return this.#providerIsLocal || !isPrivateHost(new URL(url).hostname) ? url : undefined;
  }

  async #send({ model, upload = this.upload }: MediaOrder, file: MediaFile) {
    try {
      return await upload(file, model);
    } catch (error) {
      if (error instanceof UploadTooLargeError) return undefined;
      throw error;
    }
  }
}

type FileSource = Extract<MediaSource, { kind: 'file' }>;
/** What one call's body holds already. */
type Body = { readonly carried: Map<string, string>; inlineBytes: number };

async function putInline({ file, inline }: FileSource, body: Body): Promise<string | undefined> {
  const total = body.inlineBytes + file.bytes;
  if (file.bytes > maxInlineBytes || total > maxInlineBytesOfBody) return undefined;
  body.inlineBytes = total;
  if (inline !== undefined) return inline;
  const bytes = await file.read(0, file.bytes);
  return `data:${mediaTypeOf(file)};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** Waits for all, so that one answer names everything that is missing. */
async function everySource(finding: readonly Promise<MediaSource>[]): Promise<MediaSource[]> {
  const found = await Promise.allSettled(finding);
  const problems: FieldProblem[] = [];
  for (const one of found) {
    if (one.status === 'fulfilled') continue;
    if (!(one.reason instanceof ServiceError)) throw one.reason;
    problems.push(...one.reason.errors);
  }
  if (problems.length) throw invalidFields(problems);
  return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
