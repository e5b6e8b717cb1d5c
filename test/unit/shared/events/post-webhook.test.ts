import type { lookup } from 'node:dns';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeServer, listen } from '../../../../infra/local/wire/listen.ts';
import { createPostWebhook } from '../../../../shared/events/post-webhook.ts';

const message = { headers: { 'webhook-id': 'an-id' }, body: '{"a":1}' };
const received: { path?: string; id?: unknown; body: string }[] = [];
let receiver: Server;
let origin: string;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ path: request.url, id: request.headers['webhook-id'], body });
    if (request.url !== '/moved') return response.writeHead(202).end('unread');
    return response.writeHead(307, { location: `${origin}/elsewhere` }).end();
  });
  origin = `http://127.0.0.1:${await listen(receiver, 0)}`;
});
afterAll(() => closeServer(receiver));

/** A resolver that gives every name the same addresses. */
const resolvesTo = (...addresses: string[]) =>
  ((_name: string, _options: object, done: (...results: unknown[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup;

describe('createPostWebhook', () => {
  it('sends the body and the headers to a trusted origin and tells the status', async () => {
    const post = createPostWebhook({ trustedOrigins: [origin], fetch });
    expect(await post(`${origin}/hook`, message)).toBe(202);
    expect(received.at(-1)).toEqual({ path: '/hook', id: 'an-id', body: '{"a":1}' });
  });

  it('follows no redirect', async () => {
    const post = createPostWebhook({ trustedOrigins: [origin], fetch });
    const before = received.length;
    expect(await post(`${origin}/moved`, message)).toBe(307);
    expect(received.slice(before).map(({ path }) => path)).toEqual(['/moved']);
  });

  it('reaches no origin that is not trusted exactly', async () => {
    const post = createPostWebhook({ trustedOrigins: ['http://127.0.0.1:1'], fetch });
    await expect(post(`${origin}/hook`, message)).rejects.toMatchObject({
      code: 'private_address',
    });
  });

  it.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:192.168.0.1'],
    ['fe80::1'],
    ['93.184.215.14', '127.0.0.1'],
  ])('refuses a name that resolves to %s', async (...addresses) => {
    const lookup = resolvesTo(...addresses);
    const post = createPostWebhook({ trustedOrigins: [], fetch, lookup });
    const sent = post('https://hooks.example.com/', message);
    await expect(sent).rejects.toMatchObject({ code: 'private_address' });
  });

  it('waits 15 seconds for an answer and no longer', async () => {
    vi.useFakeTimers();
    try {
      const silent = (_url: unknown, init?: RequestInit) =>
        new Promise<Response>((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        });
      const post = createPostWebhook({ trustedOrigins: ['http://silent.test'], fetch: silent });
      let outcome: unknown;
      post('http://silent.test/', message).catch((error) => {
        outcome = error;
      });
      await vi.advanceTimersByTimeAsync(14_999);
      expect(outcome).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      expect(outcome).toMatchObject({ name: 'TimeoutError' });
    } finally {
      vi.useRealTimers();
    }
  });
});
