import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Download } from '../../../../shared/media/download.ts';
import { openTimely } from '../../../../shared/media/timely-body.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { now: () => new Date(), sleep: async () => {} };
const patience = { stallSeconds: 30, windowSeconds: 60, leastBytes: 6 };
const { signal } = new AbortController();

/** A body that pauses so many seconds before each of its chunks of `size` bytes. */
function pausing(pauses: readonly number[], size = 100): Download {
  let sent = 0;
  return async (_url, options) => {
    const { signal } = options;
    const body = new ReadableStream({
      start: (controller) =>
        signal.addEventListener('abort', () => controller.error(new Error('aborted'))),
      async pull(controller) {
        const pause = pauses[sent];
        sent += 1;
        if (pause === undefined) return controller.close();
        await vi.advanceTimersByTimeAsync(pause * 1000);
        if (!signal.aborted) controller.enqueue(new Uint8Array(size).fill(sent));
      },
    });
    return new Response(body);
  };
}

const open = (download: Download) =>
  openTimely(download, 'https://result.test/', { headers: {}, signal, patience, clock });

async function read(pauses: readonly number[], size?: number): Promise<number[]> {
  const { chunks } = await open(pausing(pauses, size));
  const seen: number[] = [];
  for await (const [first = 0] of chunks) seen.push(first);
  return seen;
}

describe('openTimely', () => {
  it('reads as long as the pauses are short, however long the whole takes', async () => {
    expect(await read([29, 29, 29, 29])).toEqual([1, 2, 3, 4]);
  });

  it('stops at a long pause', async () => {
    const stalled = { code: 'download_stalled', retryable: true };
    await expect(read([1, 31])).rejects.toMatchObject(stalled);
  });

  it('stops when not even the headers come', async () => {
    const silent: Download = (_url, options) =>
      new Promise((_resolve, reject) => {
        options.signal.addEventListener('abort', () => reject(new Error('aborted')));
        void vi.advanceTimersByTimeAsync(30_000);
      });
    await expect(open(silent)).rejects.toMatchObject({ code: 'download_stalled' });
  });

  it('stops when too little comes in a window of time', async () => {
    const trickles = { code: 'download_trickles', retryable: true };
    await expect(read([20, 20, 20, 1], 1)).rejects.toMatchObject(trickles);
    expect(await read([20, 20, 20, 1], 2)).toEqual([1, 2, 3, 4]);
  });

  it('does not count the time that the reader takes', async () => {
    const { chunks } = await open(pausing([1, 1, 1], 1));
    const seen: number[] = [];
    for await (const [first = 0] of chunks) {
      seen.push(first);
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('leaves no timer behind', async () => {
    await read([1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends the connection of a body that is not read, or not to its end', async () => {
    const signals: AbortSignal[] = [];
    const spied: Download = (url, options) => {
      signals.push(options.signal);
      return pausing([1, 1])(url, options);
    };
    (await open(spied)).close();
    for await (const _chunk of (await open(spied)).chunks) break;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('fails with the error of a download that cannot even begin', async () => {
    const refused = () => Promise.reject(new TypeError('refused'));
    await expect(open(refused)).rejects.toThrow('refused');
  });

  it('reads nothing from an answer without a body', async () => {
    const { chunks } = await open(async () => new Response(null));
    expect((await chunks.next()).done).toBe(true);
  });
});
