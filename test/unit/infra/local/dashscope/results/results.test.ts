import { describe, expect, it } from 'vitest';
import { createVirtualTwin, textRequest } from '../virtual-twin.ts';

const video = new TextEncoder().encode('video 1280x720 5s '.repeat(4_000));
const day = 24 * 3600;

async function finish() {
  const twin = createVirtualTwin();
  const { output } = await twin.finish(textRequest());
  const url = output.video_url ?? '';
  const get = (headers: Record<string, string> = {}, method = 'GET', address = url) =>
    twin.send(address, { key: null, headers, method });
  const isFetched = async () => (await twin.tasks())[0]?.result_fetched;
  return { twin, url, get, isFetched };
}

describe('a result', () => {
  it('is the whole video, without a key', async () => {
    const { get, isFetched } = await finish();
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(video.byteLength),
      'accept-ranges': 'bytes',
      server: 'AliyunOSS',
    });
    expect(await isFetched()).toBe(false);
    expect(Buffer.from(await response.arrayBuffer()).equals(video)).toBe(true);
    expect(await isFetched()).toBe(true);
  });

  it('answers HEAD without a body, which fetches nothing', async () => {
    const { get, isFetched } = await finish();
    const response = await get({}, 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(video.byteLength));
    expect(await response.text()).toBe('');
    expect(await isFetched()).toBe(false);
  });

  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, video.byteLength - 1],
    ['bytes=-100', video.byteLength - 100, video.byteLength - 1],
    ['bytes=0-99999999', 0, video.byteLength - 1],
    ['bytes=-99999999', 0, video.byteLength - 1],
  ])('gives the range %s', async (range, first, last) => {
    const { get, isFetched } = await finish();
    const response = await get({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(
      `bytes ${first}-${last}/${video.byteLength}`,
    );
    expect(response.headers.get('content-length')).toBe(String(last - first + 1));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.equals(video.subarray(first, last + 1))).toBe(true);
    expect(await isFetched()).toBe(last === video.byteLength - 1);
  });

  it.each([`bytes=${video.byteLength}-`, 'bytes=-0'])('cannot give the range %s', async (range) => {
    const { get } = await finish();
    const response = await get({ range });
    expect(response.status).toBe(416);
    expect(await response.text()).toContain('<Code>InvalidRange</Code>');
  });

  it.each(['bytes=5-2', 'bytes=0-1,5-9', 'lines=1-2', 'bytes=-'])(
    'ignores the range %s',
    async (range) => {
      const { get } = await finish();
      expect((await get({ range })).status).toBe(200);
    },
  );

  it('is not fetched by a reader who gives up', async () => {
    const { get, isFetched } = await finish();
    const reader = (await get()).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await isFetched()).toBe(false);
  });

  it('expires 24 hours after the task ended', async () => {
    const { twin, get } = await finish();
    twin.advance(100 + day - 3600 - 1);
    expect((await get()).status).toBe(200);
    twin.advance(1);
    const response = await get();
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(await response.text()).toMatch(
      /<Code>AccessDenied<\/Code>\s*<Message>Request has expired\.<\/Message>/,
    );
  });

  it.each([
    ['a later expiry', (url: URL) => url.searchParams.set('Expires', '9999999999')],
    ['another signature', (url: URL) => url.searchParams.set('Signature', 'AAAA')],
    ['no signature', (url: URL) => url.searchParams.delete('Signature')],
    ['another access key', (url: URL) => url.searchParams.set('OSSAccessKeyId', 'me')],
    [
      'another video',
      (url: URL) => {
        url.pathname = url.pathname.replace(/[0-9a-f]{8}-/, '00000000-');
      },
    ],
  ])('refuses %s', async (_name, alter) => {
    const { get, url } = await finish();
    const altered = new URL(url);
    alter(altered);
    const response = await get({}, 'GET', altered.href);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it('is gone when the tasks were reset', async () => {
    const { twin, get } = await finish();
    await twin.post('/_twin/reset', undefined, { key: null });
    const response = await get();
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<Code>NoSuchKey</Code>');
  });

  it('answers 500 and reports when the encoder fails', async () => {
    const failure = new Error('no encoder');
    const twin = createVirtualTwin({ encode: () => Promise.reject(failure) });
    const { output } = await twin.finish(textRequest());
    const response = await twin.send(output.video_url ?? '');
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('<Code>InternalError</Code>');
    expect(twin.reported).toEqual([failure]);
  });

  it('lies where the caller polls when no public address is set', async () => {
    const twin = createVirtualTwin({ publicUrl: undefined });
    const { output } = await twin.finish(textRequest());
    expect(output.video_url).toMatch(
      /^https:\/\/twin\.test\/results\/1d\/20261121\/[0-9a-f-]{36}\.mp4\?Expires=/,
    );
  });
});
