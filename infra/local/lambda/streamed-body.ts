/**
 * The body of a streamed response with back-pressure: `take` is called when there is room for another chunk.
 * A reader that goes away does not stop the writer, as in Lambda: what comes later is dropped.
 */
export class StreamedBody {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #take: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #chunkWaits = false;
  #closed = false;

  constructor(take: () => void, highWaterMark = 64 * 1024) {
    this.#take = take;
    this.readable = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#release(),
        cancel: () => {
          this.#closed = true;
          this.#release();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark }),
    );
  }

  push(bytes: Uint8Array<ArrayBuffer>): void {
    this.#chunkWaits = true;
    if (!this.#closed) this.#controller?.enqueue(bytes);
    if (this.#closed || (this.#controller?.desiredSize ?? 0) > 0) this.#release();
  }

  end(): void {
    if (!this.#closed) this.#controller?.close();
    this.#closed = true;
  }

  /** Breaks the body off, so that a reader cannot mistake it for whole. */
  fail(error: Error): void {
    if (!this.#closed) this.#controller?.error(error);
    this.#closed = true;
  }

  #release(): void {
    if (!this.#chunkWaits) return;
    this.#chunkWaits = false;
    this.#take();
  }
}
