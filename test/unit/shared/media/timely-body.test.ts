import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readTimely } from '../../../../shared/media/timely-body.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A body that pauses so many seconds before each of its chunks. */
function pausing(pauses: readonly number[], abort: AbortController): Response {
  let sent = 0;
  const body = new ReadableStream({
    start: (controller) =>
      abort.signal.addEventListener('abort', () => controller.error(abort.signal.reason)),
    async pull(controller) {
      const pause = pauses[sent];
      sent += 1;
      if (pause === undefined) return controller.close();
      await vi.advanceTimersByTimeAsync(pause * 1000);
      if (!abort.signal.aborted) controller.enqueue(new Uint8Array([sent]));
    },
  });
  return new Response(body);
}
async function read(pauses: readonly number[]) {
  const abort = new AbortController();
  const chunks: number[] = [];
  for await (const chunk of readTimely(pausing(pauses, abort), 30, abort)) chunks.push(...chunk);
  return chunks;
}

describe('readTimely', () => {
  it('reads as long as the pauses are short, however long the whole takes', async () => {
    expect(await read([29, 29, 29, 29])).toEqual([1, 2, 3, 4]);
  });

  it('stops at a long pause', async () => {
    await expect(read([1, 31])).rejects.toMatchObject({
      code: 'download_stalled',
      retryable: true,
    });
  });

  it('does not count the time that the reader takes', async () => {
    const abort = new AbortController();
    for await (const _chunk of readTimely(pausing([1, 1], abort), 30, abort))
      await vi.advanceTimersByTimeAsync(60_000);
    expect(abort.signal.aborted).toBe(false);
  });

  it('leaves no timer behind', async () => {
    await read([1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reads nothing from an answer without a body', async () => {
    const abort = new AbortController();
    const nothing = readTimely(new Response(null), 30, abort);
    expect((await nothing.next()).done).toBe(true);
  });
});
