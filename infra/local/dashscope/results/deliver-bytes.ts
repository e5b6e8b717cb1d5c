import type { Sleep } from '../faults/break-call.ts';

/** How a body goes wrong on its way. */
export type Delivery = {
  /** Ends the connection after so many bytes. */
  readonly cutAfter?: number;
  /** Sends so many bytes and then nothing more, ever. */
  readonly stallAfter?: number;
  readonly bytesPerSecond?: number;
};

type Outlets = { readonly sleep: Sleep; readonly onDelivered: () => void };

const chunkSize = 64 * 1024;
const slicesPerSecond = 10;

/** A body that knows when its last byte was taken; only what the reader pulls is sent. */
export function deliverBytes(
  bytes: Uint8Array,
  { cutAfter, stallAfter, bytesPerSecond }: Delivery,
  { sleep, onDelivered }: Outlets,
): ReadableStream<Uint8Array> {
  let sent = 0;
  const limit = Math.min(cutAfter ?? stallAfter ?? bytes.byteLength, bytes.byteLength);
  const size = bytesPerSecond
    ? Math.max(1, Math.ceil(bytesPerSecond / slicesPerSecond))
    : chunkSize;
  const stalled = new Promise<void>(() => {});
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (sent < limit) {
          if (bytesPerSecond) await sleep(1000 / slicesPerSecond);
          const chunk = bytes.slice(sent, Math.min(sent + size, limit));
          sent += chunk.byteLength;
          controller.enqueue(chunk);
          return;
        }
        if (cutAfter !== undefined) return controller.error(new Error('The connection was cut'));
        if (stallAfter !== undefined) return stalled;
        onDelivered();
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
