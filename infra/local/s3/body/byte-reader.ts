import { S3Error } from '../s3-error.ts';

const maxLineBytes = 8192;

/** Reads a byte stream as alternating CRLF lines and counted runs of bytes. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffered: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line without its CRLF. Throws `IncompleteBody` when the stream ends or the line never does. */
  async line(): Promise<string> {
    let end = this.#buffered.indexOf('\r\n');
    while (end < 0) {
      if (this.#buffered.length > maxLineBytes) throw incompleteBody();
      await this.#fill();
      end = this.#buffered.indexOf('\r\n');
    }
    const line = this.#buffered.toString('latin1', 0, end);
    this.#buffered = this.#buffered.subarray(end + 2);
    return line;
  }

  /** Exactly `count` bytes, in pieces as they arrive. */
  async *take(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#buffered.length === 0) await this.#fill();
      const piece = this.#buffered.subarray(0, left);
      this.#buffered = this.#buffered.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  async #fill(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw incompleteBody();
    this.#buffered =
      this.#buffered.length > 0
        ? Buffer.concat([this.#buffered, value])
        : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}

export const incompleteBody = () =>
  new S3Error(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
