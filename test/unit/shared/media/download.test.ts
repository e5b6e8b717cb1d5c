import type { lookup as systemLookup } from 'node:dns';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDownload } from '../../../../shared/media/download.ts';

const { signal } = new AbortController();
const neverFetch: typeof fetch = async () => {
  throw new Error('fetch is for trusted origins');
};
/** Resolves every name to these addresses and remembers the names. */
function resolvingTo(...addresses: string[]) {
  const asked: string[] = [];
  const lookup = ((name: string, _options: object, done: (...results: unknown[]) => void) => {
    asked.push(name);
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
  return { lookup, asked };
}

/** Public hosts, all of them this server: what stands at which host is told by the host header. */
let server: Server;
const pages: Record<string, [status: number, headers: Record<string, string>, body: string]> = {
  'cdn.example/video.mp4': [200, { 'content-length': '5' }, 'video'],
  'cdn.example/moved': [302, { location: 'https://other.example/there' }, ''],
  'cdn.example/relative': [307, { location: '/video.mp4' }, ''],
  'other.example/there': [200, {}, 'there'],
  'cdn.example/inside': [302, { location: 'http://127.0.0.1/secret' }, ''],
  'cdn.example/metadata': [301, { location: 'http://169.254.169.254/latest' }, ''],
  'cdn.example/file': [303, { location: 'file:///etc/passwd' }, ''],
  'cdn.example/port': [302, { location: 'https://cdn.example:8443/video.mp4' }, ''],
  'cdn.example/loop': [302, { location: '/loop' }, ''],
  'cdn.example/nowhere': [302, {}, 'no location'],
  'cdn.example/gone': [404, {}, 'gone'],
};
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((message, response) => {
    const page = `${message.headers.host}${message.url}`;
    asked.push(page);
    if (page === 'cdn.example/slow') return void response.writeHead(200).write('some');
    const [status, headers, body] = pages[page] ?? [404, {}, ''];
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const toServer = ((url: URL, { headers, signal: stop }: { headers: object; signal: AbortSignal }) =>
  httpRequest({
    port: (server.address() as AddressInfo).port,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host },
    signal: stop,
    agent: false,
  })) as typeof httpRequest;
const fromPublicHosts = createDownload({
  trustedOrigins: [],
  fetch: neverFetch,
  requests: { 'http:': async () => toServer, 'https:': async () => toServer },
});

describe('createDownload', () => {
  const refusedByLetters = [
    'http://localhost/x',
    'http://127.0.0.1/x',
    'http://2130706433/x',
    'http://0177.0.0.1/x',
    'http://0x7f.1/x',
    'http://[::1]/x',
    'http://[::ffff:127.0.0.1]/x',
    'http://[::7f00:1]/x',
    'http://[2002:7f00:1::]/x',
    'http://[64:ff9b::7f00:1]/x',
    'http://169.254.169.254/latest',
    'http://metadata.google.internal./x',
    'https://host.example:8443/x',
    'http://host.example:3001/x',
    'file:///etc/passwd',
    'ftp://host.example/x',
  ];
  it.each(refusedByLetters)('refuses %s without asking for an address', async (url) => {
    const { lookup, asked: names } = resolvingTo('8.8.8.8');
    const download = createDownload({ trustedOrigins: [], fetch: neverFetch, lookup });
    await expect(download(url, { signal })).rejects.toMatchObject({ code: 'private_address' });
    expect(names).toEqual([]);
  });

  const resolutions = [
    ['127.0.0.1'],
    ['10.0.0.7'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['fd00:ec2::254'],
    ['8.8.8.8', '192.168.0.1'],
    [],
  ];
  it.each(resolutions)('refuses a name that resolves to %s %s', async (...addresses) => {
    const { lookup, asked: names } = resolvingTo(...addresses.filter(Boolean));
    const download = createDownload({ trustedOrigins: [], fetch: neverFetch, lookup });
    for (const scheme of ['http', 'https']) {
      await expect(download(`${scheme}://host.example/x`, { signal })).rejects.toMatchObject({
        code: 'private_address',
      });
    }
    expect(names).toEqual(['host.example', 'host.example']);
  });

  it('resolves where it connects, so that a second answer cannot differ', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    let resolved = 0;
    const lookup = ((_name: string, _options: object, done: (...results: unknown[]) => void) => {
      const [address] = answers[resolved] ?? ['127.0.0.1'];
      resolved += 1;
      if (resolved === 1) return done(new Error('the connection is not for this test'));
      return done(null, [{ address, family: 4 }]);
    }) as unknown as typeof systemLookup;
    const download = createDownload({ trustedOrigins: [], fetch: neverFetch, lookup });
    await expect(download('http://host.example/x', { signal })).rejects.toThrow('not for this');
    expect(resolved).toBe(1);
    await expect(download('http://host.example/x', { signal })).rejects.toMatchObject({
      code: 'private_address',
    });
  });

  it('hands on a name that does not resolve', async () => {
    const lookup = ((_name: string, _options: object, done: (error: Error) => void) =>
      done(
        Object.assign(new Error('no'), { code: 'ENOTFOUND' }),
      )) as unknown as typeof systemLookup;
    const download = createDownload({ trustedOrigins: [], fetch: neverFetch, lookup });
    const lost = download('http://host.example/x', { signal });
    await expect(lost).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  const fetched = [
    ['a file', 'https://cdn.example/video.mp4', 200, 'video'],
    ['a file behind a redirect to another host', 'https://cdn.example/moved', 200, 'there'],
    ['a file behind a relative redirect', 'http://cdn.example/relative', 200, 'video'],
    ['an error page as it is', 'https://cdn.example/gone', 404, 'gone'],
    ['a redirect to nowhere as it is', 'https://cdn.example/nowhere', 302, 'no location'],
  ] as const;
  it.each(fetched)('fetches %s', async (_name, url, status, body) => {
    const response = await fromPublicHosts(url, { signal });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
  });

  it('keeps the length, against which a copy is checked', async () => {
    const response = await fromPublicHosts('https://cdn.example/video.mp4', { signal });
    expect(response.headers.get('content-length')).toBe('5');
    await response.body?.cancel();
  });

  it.each(['inside', 'metadata', 'file', 'port', 'loop'])(
    'does not follow the redirect /%s',
    async (path) => {
      const attempt = fromPublicHosts(`https://cdn.example/${path}`, { signal });
      await expect(attempt).rejects.toMatchObject({ code: 'private_address' });
    },
  );

  it('follows at most three redirects', async () => {
    const before = asked.filter((page) => page === 'cdn.example/loop').length;
    await fromPublicHosts('https://cdn.example/loop', { signal }).catch(() => undefined);
    expect(asked.filter((page) => page === 'cdn.example/loop').length - before).toBe(4);
  });

  it('ends a body when it is told to stop', async () => {
    const stop = new AbortController();
    const response = await fromPublicHosts('https://cdn.example/slow', { signal: stop.signal });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    stop.abort();
    await expect(reader?.read()).rejects.toThrow();
  });

  it('exempts exactly the trusted origins, and lets those not redirect', async () => {
    const seen: unknown[] = [];
    const remember: typeof fetch = async (input, init) => {
      seen.push([String(input), init?.redirect]);
      return new Response('local');
    };
    const download = createDownload({
      trustedOrigins: ['http://127.0.0.1:3001'],
      fetch: remember,
    });
    await download('http://127.0.0.1:3001/x', { signal });
    const strangers = ['http://127.0.0.1:3002/x', 'https://127.0.0.1:3001/x', 'http://127.0.0.1/x'];
    for (const url of strangers)
      await expect(download(url, { signal })).rejects.toMatchObject({ code: 'private_address' });
    expect(seen).toEqual([['http://127.0.0.1:3001/x', 'error']]);
  });
});
