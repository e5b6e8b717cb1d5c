import type { Download } from '../../../../shared/media/download.ts';

/** How one connection goes wrong; after so many bytes of its body where it says so. */
export type Trouble = {
  readonly cutAfter?: number;
  readonly stallAfter?: number;
  /** Seconds that pass before each chunk. */
  readonly secondsPerChunk?: number;
  readonly status?: number;
  readonly ignoresRange?: boolean;
  readonly ignoresIfRange?: boolean;
};

export type ResultRequest = { readonly url: string; readonly range: string | null };

/** An MP4 as far as its boxes tell: `ftyp`, then one `mdat` to the end. */
export function sampleMp4(bytes: number, fill = 'frame '): Buffer {
  const file = Buffer.alloc(bytes, fill);
  file.write('\0\0\0\x18ftypisom\0\0\0\0isommp42', 0, 'latin1');
  file.writeUInt32BE(bytes - 24, 24);
  file.write('mdat', 28, 'latin1');
  return file;
}

const chunkBytes = 64 * 1024;

/** Where the provider keeps a result, as far as a download can see: Range, validators, and all its troubles. */
export class ResultServer {
  contents: Buffer;
  etag: string | null = '"first"';
  /** One for each connection to come; later ones are good. */
  troubles: Trouble[] = [];
  readonly requests: ResultRequest[] = [];
  sentBytes = 0;
  onStall: () => void = () => {};
  readonly #pass: (seconds: number) => void;

  constructor(contents: Buffer, pass: (seconds: number) => void) {
    this.contents = contents;
    this.#pass = pass;
  }

  readonly download: Download = async (url, { headers = {}, signal }) => {
    const trouble = this.troubles.shift() ?? {};
    this.requests.push({ url, range: headers.range ?? null });
    if (trouble.status !== undefined) return new Response('no', { status: trouble.status });
    const start = this.#startOf(headers, trouble);
    if (start >= this.contents.length) return new Response('no', { status: 416 });
    const body = this.contents.subarray(start);
    return new Response(this.#stream(body, trouble, signal), {
      status: start > 0 ? 206 : 200,
      headers: this.#headersOf(body, start),
    });
  };

  #startOf(headers: Record<string, string>, trouble: Trouble): number {
    const [, first] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
    const isOther = headers['if-range'] !== this.etag && !trouble.ignoresIfRange;
    return first === undefined || trouble.ignoresRange || isOther ? 0 : Number(first);
  }

  #headersOf(body: Buffer, start: number): Record<string, string> {
    const { length } = this.contents;
    return {
      'content-length': String(body.length),
      ...(this.etag && { etag: this.etag }),
      ...(start > 0 && { 'content-range': `bytes ${start}-${length - 1}/${length}` }),
    };
  }

  #stream(body: Buffer, trouble: Trouble, signal: AbortSignal): ReadableStream<Uint8Array> {
    let sent = 0;
    const limit = Math.min(trouble.cutAfter ?? trouble.stallAfter ?? body.length, body.length);
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) =>
          signal.addEventListener('abort', () => controller.error(signal.reason)),
        pull: async (controller) => {
          if (sent < limit) {
            this.#pass(trouble.secondsPerChunk ?? 0);
            const chunk = body.subarray(sent, Math.min(sent + chunkBytes, limit));
            sent += chunk.length;
            this.sentBytes += chunk.length;
            return controller.enqueue(Uint8Array.from(chunk));
          }
          if (trouble.cutAfter !== undefined) return controller.error(new TypeError('terminated'));
          if (trouble.stallAfter === undefined) return controller.close();
          this.onStall();
          await new Promise<never>(() => {});
        },
      },
      { highWaterMark: 0 },
    );
  }
}
