import { describe, expect, it } from 'vitest';
import { createVirtualTwin, type Json, textRequest } from '../virtual-twin.ts';

const videoBytes = new TextEncoder().encode('video 1280x720 5s '.repeat(4_000)).byteLength;

/** Each fault three ways: in the prompt, told with the submit's path, told with the download's. */
async function finishWith(fault: Json, match: Json = {}) {
  const { kind, ...details } = fault;
  const token = Object.entries({ ...details, ...match }).map(
    ([name, value]) => ` ${name}=${value}`,
  );
  const ways: [prompt: string, path: string | undefined][] = [
    [`[[twin:${kind}${token.join('')}]]`, undefined],
    ['a cat', 'video-synthesis'],
    ['a cat', '/results/'],
  ];
  return Promise.all(
    ways.map(async ([prompt, path]) => {
      const twin = createVirtualTwin();
      if (path !== undefined) await twin.inject(fault, { ...match, path });
      const { output } = await twin.finish(textRequest(prompt));
      const download = (headers: Record<string, string> = {}) =>
        twin.send(output.video_url ?? '', { key: null, headers });
      const isFetched = async () => (await twin.tasks())[0]?.result_fetched;
      return { twin, download, isFetched };
    }),
  );
}

describe('a broken download', () => {
  it.each([
    [{}, 503],
    [{ status: 500 }, 500],
  ])('result_status with %j answers %i', async (details, status) => {
    for (const { download, isFetched } of await finishWith({ kind: 'result_status', ...details })) {
      const response = await download();
      expect(response.status).toBe(status);
      expect(await response.text()).toContain('<Error>');
      expect(await isFetched()).toBe(false);
    }
  });

  it('result_expired answers as OSS does, and a second try may work', async () => {
    for (const { download, isFetched } of await finishWith(
      { kind: 'result_expired' },
      { times: 1 },
    )) {
      const response = await download();
      expect(response.status).toBe(403);
      expect(await response.text()).toContain('<Message>Request has expired.</Message>');
      const second = await download();
      expect((await second.arrayBuffer()).byteLength).toBe(videoBytes);
      expect(await isFetched()).toBe(true);
    }
  });

  it('result_html is a page with status 200', async () => {
    for (const { download, isFetched } of await finishWith({ kind: 'result_html' })) {
      const response = await download();
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html');
      expect(await response.text()).toContain('<!DOCTYPE html>');
      expect(await isFetched()).toBe(false);
    }
  });

  it('result_truncated breaks off half way', async () => {
    for (const { download, isFetched } of await finishWith({ kind: 'result_truncated' })) {
      const response = await download();
      expect(response.headers.get('content-length')).toBe(String(videoBytes));
      await expect(response.arrayBuffer()).rejects.toThrow('The connection was cut');
      expect(await isFetched()).toBe(false);
    }
  });

  it('result_truncated, silent, announces the half as the whole', async () => {
    for (const { download, isFetched } of await finishWith({
      kind: 'result_truncated',
      silent: true,
    })) {
      const response = await download();
      expect(response.headers.get('content-length')).toBe(String(videoBytes / 2));
      expect((await response.arrayBuffer()).byteLength).toBe(videoBytes / 2);
      expect(await isFetched()).toBe(false);
    }
  });

  it('what was cut off can be asked for by range', async () => {
    const ways = await finishWith({ kind: 'result_truncated' }, { times: 1 });
    for (const { download, isFetched } of ways) {
      await expect((await download()).arrayBuffer()).rejects.toThrow();
      const rest = await download({ range: `bytes=${videoBytes / 2}-` });
      expect(rest.status).toBe(206);
      expect((await rest.arrayBuffer()).byteLength).toBe(videoBytes / 2);
      expect(await isFetched()).toBe(true);
    }
  });

  it('result_stalled sends half and then nothing more', async () => {
    for (const { download, isFetched } of await finishWith({ kind: 'result_stalled' })) {
      const reader = (await download()).body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      expect(value?.byteLength).toBe(videoBytes / 2);
      const next = reader?.read();
      const pending = Symbol('pending');
      expect(await Promise.race([next, Promise.resolve(pending)])).toBe(pending);
      await reader?.cancel();
      expect(await isFetched()).toBe(false);
    }
  });

  it('result_slow sends so many bytes a second', async () => {
    for (const { twin, download } of await finishWith({
      kind: 'result_slow',
      bytes_per_second: 9_000,
    })) {
      const response = await download();
      expect((await response.arrayBuffer()).byteLength).toBe(videoBytes);
      expect(twin.waited).toEqual(Array(videoBytes / 900).fill(100));
    }
  });
});
