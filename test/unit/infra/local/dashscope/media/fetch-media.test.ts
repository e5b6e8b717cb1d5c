import { describe, expect, it, vi } from 'vitest';
import {
  createMediaFetcher,
  type MediaFetcherOptions,
} from '../../../../../../infra/local/dashscope/media/fetch-media.ts';
import { ProviderError } from '../../../../../../infra/local/dashscope/route.ts';
import { dataUri, samplePicture, sampleWav } from './sample-media.ts';

const picture = await samplePicture('jpeg', 64, 48);

type Answer = { status?: number; headers?: Record<string, string>; bytes?: Uint8Array };

const good = { 'content-type': 'image/jpeg', 'content-length': String(picture.byteLength) };

/** A world in which every name is public and each address has its answer. */
function fetcherOf(answers: Record<string, Answer>, options: Partial<MediaFetcherOptions> = {}) {
  const fetch = vi.fn(async (url: URL | string | Request) => {
    const answer = answers[String(url)];
    if (!answer) throw new TypeError('fetch failed');
    const { status = 200, headers = good, bytes = picture } = answer;
    return new Response(new Uint8Array(bytes), { status, headers });
  });
  const fetchMedia = createMediaFetcher({
    fetch,
    trustedOrigins: [],
    resolveHost: async () => ['93.184.216.34'],
    resolveOss: async () => picture,
    ...options,
  });
  return { fetch, fetchMedia };
}

const refusalOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error(`Not refused: ${error}`);
  return { status: error.status, code: error.code, message: error.message };
};

const address = 'https://pictures.example/a.jpg?X-Signature=abc';

describe('createMediaFetcher', () => {
  it('fetches a public picture and reads it', async () => {
    const { fetchMedia } = fetcherOf({ [address]: {} });
    const media = await fetchMedia(address);
    expect(media).toMatchObject({ kind: 'image', mime: 'image/jpeg', width: 64, height: 48 });
    expect(Buffer.compare(media.bytes, picture)).toBe(0);
  });

  it('believes the bytes, not the label', async () => {
    const headers = { ...good, 'content-type': 'image/png' };
    const { fetchMedia } = fetcherOf({ [address]: { headers } });
    expect((await fetchMedia(address)).mime).toBe('image/jpeg');
  });

  it.each([
    ['status 404', { status: 404 }, 'BadRequest.InputDownloadFailed'],
    ['status 500', { status: 500 }, 'BadRequest.InputDownloadFailed'],
    ['no Content-Length', { headers: { 'content-type': 'image/jpeg' } }, 'InternalError.Algo'],
    [
      'a Content-Type of no media',
      { headers: { ...good, 'content-type': 'application/octet-stream' } },
      'InvalidParameter',
    ],
    ['no Content-Type', { headers: { 'content-length': '9' } }, 'InvalidParameter'],
    [
      'more than it takes',
      { headers: { ...good, 'content-length': '999999999' } },
      'InvalidParameter',
    ],
    [
      'no media',
      { headers: { ...good, 'content-length': '5' }, bytes: Buffer.from('hello') },
      'InvalidParameter.DataInspection',
    ],
  ])('refuses %s', async (_name, answer, code) => {
    const { fetchMedia } = fetcherOf({ [address]: answer });
    expect(await refusalOf(fetchMedia(address))).toMatchObject({ code });
  });

  it('names the address that failed, its query included, as the provider does', async () => {
    const { fetchMedia } = fetcherOf({ [address]: { status: 403 } });
    expect((await refusalOf(fetchMedia(address))).message).toContain('X-Signature=abc');
  });

  it.each([
    'not a url',
    'ftp://pictures.example/a.jpg',
    'file:///etc/passwd',
    'https://',
    '/relative.jpg',
    '',
  ])('refuses the address %o', async (url) => {
    const { fetchMedia } = fetcherOf({});
    expect(await refusalOf(fetchMedia(url))).toMatchObject({ status: 400, code: 'InvalidURL' });
  });

  it.each([
    'http://127.0.0.1:3001/a.jpg',
    'http://localhost/a.jpg',
    'http://[::1]/a.jpg',
    'http://[::ffff:10.0.0.1]/a.jpg',
    'http://10.1.2.3/a.jpg',
    'http://169.254.169.254/latest/meta-data',
    'http://192.168.0.1/a.jpg',
    'http://0x7f000001/a.jpg',
    'http://2130706433/a.jpg',
    'http://0.0.0.0/a.jpg',
  ])('cannot reach %s', async (url) => {
    const resolveHost = async () => ['127.0.0.1'];
    const { fetch, fetchMedia } = fetcherOf({}, { resolveHost });
    expect(await refusalOf(fetchMedia(url))).toMatchObject({
      code: 'InvalidURL.ConnectionRefused',
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('cannot reach a name without an address', async () => {
    const resolveHost = async () => {
      throw new Error('ENOTFOUND');
    };
    const { fetchMedia } = fetcherOf({ [address]: {} }, { resolveHost });
    expect(await refusalOf(fetchMedia(address))).toMatchObject({
      code: 'InvalidURL.ConnectionRefused',
    });
  });

  it('reaches a trusted origin, exactly that one', async () => {
    const trusted = 'http://127.0.0.1:3001/bucket/a.jpg';
    const options = { trustedOrigins: ['http://127.0.0.1:3001'] };
    const { fetchMedia } = fetcherOf({ [trusted]: {} }, options);
    expect((await fetchMedia(trusted)).kind).toBe('image');
    expect(await refusalOf(fetchMedia('http://127.0.0.1:3002/bucket/a.jpg'))).toMatchObject({
      code: 'InvalidURL.ConnectionRefused',
    });
  });

  it('follows redirects, but to nothing private', async () => {
    const moved = (location: string) => ({ status: 302, headers: { location } });
    const { fetchMedia } = fetcherOf({
      [address]: {},
      'https://pictures.example/old.jpg': moved('/a.jpg?X-Signature=abc'),
      'https://pictures.example/inside.jpg': moved('http://169.254.169.254/'),
      'https://pictures.example/loop.jpg': moved('https://pictures.example/loop.jpg'),
    });
    expect((await fetchMedia('https://pictures.example/old.jpg')).kind).toBe('image');
    expect(await refusalOf(fetchMedia('https://pictures.example/inside.jpg'))).toMatchObject({
      code: 'InvalidURL.ConnectionRefused',
    });
    expect(await refusalOf(fetchMedia('https://pictures.example/loop.jpg'))).toMatchObject({
      code: 'BadRequest.InputDownloadFailed',
    });
  });

  it('gives up on a host that stays silent', async () => {
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const { fetchMedia } = fetcherOf({}, { fetch, timeoutMilliseconds: 1 });
    expect(await refusalOf(fetchMedia(address))).toMatchObject({ code: 'InvalidURL.Timeout' });
  });

  it('decodes data URIs', async () => {
    const { fetchMedia } = fetcherOf({});
    expect(await fetchMedia(dataUri(picture, 'image/jpeg'))).toMatchObject({ width: 64 });
    expect(await fetchMedia(dataUri(sampleWav(1), 'audio/wav'))).toMatchObject({ kind: 'audio' });
  });

  it.each([
    ['no base64', 'data:image/jpeg,hello', 'InvalidURL'],
    ['a text', 'data:text/plain;base64,aGVsbG8=', 'InvalidURL'],
    ['broken base64', 'data:image/jpeg;base64,a*b', 'InvalidParameter.DataInspection'],
    ['no picture', 'data:image/jpeg;base64,aGVsbG8=', 'InvalidParameter.DataInspection'],
    ['nothing', 'data:image/jpeg;base64,', 'InvalidParameter.DataInspection'],
  ])('refuses a data URI with %s', async (_name, uri, code) => {
    const { fetchMedia } = fetcherOf({});
    expect(await refusalOf(fetchMedia(uri))).toMatchObject({ status: 400, code });
  });

  it('refuses a data URI beyond 10 MiB in the documented words', async () => {
    const { fetchMedia } = fetcherOf({});
    const uri = `data:image/jpeg;base64,${'A'.repeat(10_485_760)}`;
    expect((await refusalOf(fetchMedia(uri))).message).toBe(
      "Exceeded limit on max bytes per data-uri item : 10485760'.",
    );
  });

  it('asks for oss:// where the uploads are', async () => {
    const resolveOss = vi.fn(async () => picture);
    const { fetchMedia } = fetcherOf({}, { resolveOss });
    expect((await fetchMedia('oss://dashscope-instant/a/b.jpg')).kind).toBe('image');
    expect(resolveOss).toHaveBeenCalledWith('oss://dashscope-instant/a/b.jpg');
  });
});
