import { Writable } from 'node:stream';
import type { RuntimeMessage } from './runtime-protocol.ts';

const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');

type WriteArguments = readonly (BufferEncoding | ((error?: Error | null) => void) | undefined)[];
type Post = (message: RuntimeMessage, transfer?: readonly ArrayBuffer[]) => void;

/**
 * The stream a streaming handler writes to. As in Lambda, the prelude leaves with the first `write`;
 * an `end` without any `write` sends none, and API Gateway then has no status to answer with.
 */
export class ResponseStream extends Writable {
  readonly #post: Post;
  #prelude: string | undefined;
  #taken: (() => void) | undefined;

  constructor(post: Post) {
    super();
    this.#post = post;
  }

  /** Status, headers and cookies, sent ahead of the body. */
  setPrelude(prelude: unknown): void {
    this.#prelude = JSON.stringify(prelude);
  }

  /** Lambda's streams know content types; API Gateway reads the prelude's instead. */
  setContentType(_contentType: string): void {}

  /** The platform has room for the next chunk. */
  chunkTaken(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override write(chunk: unknown, ...rest: WriteArguments): boolean {
    if (this.#prelude !== undefined) {
      this.#post({ kind: 'prelude', prelude: this.#prelude });
      this.#prelude = undefined;
    }
    const isBytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return Reflect.apply(super.write, this, [isBytes ? chunk : JSON.stringify(chunk), ...rest]);
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.#taken = callback;
    const bytes = new Uint8Array(chunk);
    this.#post({ kind: 'chunk', bytes }, [bytes.buffer]);
  }

  override _final(callback: () => void): void {
    this.#post({ kind: 'ended' });
    callback();
  }
}

/** The global that Lambda's Node.js runtime gives to handlers which stream. */
export const awslambda = {
  streamifyResponse<Handler extends object>(handler: Handler): Handler {
    return Object.assign(handler, { [streamingMark]: 'response' });
  },
  HttpResponseStream: {
    from(stream: ResponseStream, prelude: unknown): ResponseStream {
      stream.setPrelude(prelude);
      return stream;
    },
  },
};

/** Whether a handler was made by `awslambda.streamifyResponse`. */
export function isStreaming(handler: object): boolean {
  return Reflect.get(handler, streamingMark) === 'response';
}
