import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { ProviderKey } from '../../../../shared/dashscope/provider-key.ts';
import { createTransport, readRefusal } from '../../../../shared/dashscope/transport.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startSecretsWire } from '../../../support/in-process-aws.ts';

const secrets = await startSecretsWire();
afterAll(() => secrets.close());
afterEach(() => {
  vi.useRealTimers();
});

const unauthorized = () =>
  Response.json({ code: 'InvalidApiKey', message: 'No.', request_id: 'r' }, { status: 401 });
const call = { method: 'POST', path: '/api/v1/x', body: { a: 1 }, timeoutSeconds: 5 } as const;

function setUp(
  answer: (authorization: string, init: RequestInit) => Response | Error,
  value = 'sk-one',
) {
  const { arn, secret } = secrets.plant(value);
  const clock = createFakeClock();
  const key = new ProviderKey(secrets.client, arn, clock);
  const seen: [string, RequestInit][] = [];
  const fetch = (async (input, init = {}) => {
    seen.push([String(input), init]);
    const reply = answer(new Headers(init.headers).get('authorization') ?? '', init);
    if (reply instanceof Error) throw reply;
    return reply;
  }) as typeof globalThis.fetch;
  const send = createTransport({ baseUrl: 'https://provider.test', key, fetch });
  return { send, seen, secret, clock, key };
}

describe('createTransport', () => {
  it('sends JSON with the key, follows no redirect and reads nothing', async () => {
    const { send, seen } = setUp(() => new Response('unread'));
    const response = await send({ ...call, headers: { 'x-extra': '1' } });
    expect(response.bodyUsed).toBe(false);
    const [url, init] = seen[0] ?? ['', {}];
    expect(url).toBe('https://provider.test/api/v1/x');
    expect(init).toMatchObject({ method: 'POST', body: '{"a":1}', redirect: 'error' });
    expect(init.headers).toEqual({
      authorization: 'Bearer sk-one',
      'content-type': 'application/json',
      'x-extra': '1',
    });
  });

  it('reads a rotated key after a 401 and tries once more', async () => {
    const { send, seen, secret } = setUp((authorization) =>
      authorization === 'Bearer sk-two' ? new Response('ok') : unauthorized(),
    );
    await expect(send(call)).rejects.toMatchObject({ kind: 'misconfigured' });
    secret.value = 'sk-two';
    expect((await send(call)).status).toBe(200);
    expect(seen).toHaveLength(3);
  });

  it('does not repeat a call with the very key that was refused', async () => {
    const { send, seen, secret } = setUp(unauthorized);
    await expect(send(call)).rejects.toMatchObject({ status: 401, code: 'InvalidApiKey' });
    expect(seen).toHaveLength(1);
    expect(secret.reads).toBe(2);
  });

  it('gives up after the second key', async () => {
    const { send, seen, secret, key } = setUp(unauthorized);
    await key.read();
    secret.value = 'sk-two';
    await expect(send(call)).rejects.toMatchObject({ status: 401 });
    expect(seen).toHaveLength(2);
  });

  const failures = [
    ['ECONNREFUSED', 'provider_unreachable'],
    ['ENOTFOUND', 'provider_unreachable'],
    ['EAI_AGAIN', 'provider_unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'provider_unreachable'],
    ['CERT_HAS_EXPIRED', 'provider_unreachable'],
    ['ECONNRESET', 'provider_silent'],
    ['EPIPE', 'provider_silent'],
    ['UND_ERR_SOCKET', 'provider_silent'],
    ['UND_ERR_HEADERS_TIMEOUT', 'provider_silent'],
    ['UND_ERR_BODY_TIMEOUT', 'provider_silent'],
    ['SOMETHING_NEW', 'provider_silent'],
  ] as const;
  it.each(failures)('takes %s for %s', async (cause, code) => {
    const { send } = setUp(() => new TypeError('fetch failed', { cause: { code: cause } }));
    await expect(send(call)).rejects.toMatchObject({ code });
  });

  it('gives up on an answer that does not begin, long before its whole time is over', async () => {
    const { key } = setUp(() => new Response());
    await key.read();
    const fetch = ((_input, { signal } = {}) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      })) as typeof globalThis.fetch;
    const send = createTransport({ baseUrl: 'https://provider.test', key, fetch });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const refused = expect(send({ ...call, acceptSeconds: 3 })).rejects.toMatchObject({
      timedOut: true,
    });
    await vi.advanceTimersByTimeAsync(3000);
    await refused;
  });

  it('lets an answer that has begun take its whole time', async () => {
    const { send, seen, key } = setUp(() => new Response('begun'));
    await key.read();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await send({ ...call, acceptSeconds: 3 });
    const { signal } = seen[0]?.[1] ?? {};
    await vi.advanceTimersByTimeAsync(4999);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal?.aborted).toBe(true);
  });

  it('knows a timeout from a broken connection', async () => {
    const timeout = setUp(() => new DOMException('late', 'TimeoutError'));
    await expect(timeout.send(call)).rejects.toMatchObject({ timedOut: true, retryable: false });
    const reset = setUp(() => new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }));
    await expect(reset.send(call)).rejects.toMatchObject({ timedOut: false, retryable: false });
  });

  it('tells a closed port and a dead connection of the real fetch apart', async () => {
    const server = createServer((message) => message.socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { key } = setUp(() => new Response());
    const send = createTransport({ baseUrl: `http://127.0.0.1:${port}`, key, fetch });
    await expect(send(call)).rejects.toMatchObject({ code: 'provider_silent' });
    await new Promise((resolve) => server.close(resolve));
    await expect(send(call)).rejects.toMatchObject({ code: 'provider_unreachable' });
  });
});

describe('readRefusal', () => {
  const native = { code: 'InvalidParameter', message: 'No.', request_id: 'r1' };
  const compatible = {
    error: { message: 'No.', type: 'invalid_request_error', param: null, code: 'InvalidParameter' },
    request_id: 'r1',
  };
  const bodies = [
    ['native', JSON.stringify(native)],
    ['compatible', JSON.stringify(compatible)],
    ['compatible as a frame', `data: ${JSON.stringify(compatible)}\n\n`],
    ['native as a frame', `data:${JSON.stringify(native)}\n\n`],
  ] as const;
  it.each(bodies)('reads the %s shape', async (_name, body) => {
    const error = await readRefusal(new Response(body, { status: 400 }));
    expect(error).toMatchObject({
      ...{ status: 400, code: 'InvalidParameter', message: 'No.', requestId: 'r1' },
      kind: 'invalid',
    });
  });

  it('takes the type where there is no code', async () => {
    const body = { error: { message: 'No.', type: 'insufficient_quota' } };
    expect(await readRefusal(Response.json(body, { status: 429 }))).toMatchObject({
      code: 'insufficient_quota',
      kind: 'throttled',
    });
  });

  const strange = ['', '<html>502</html>', 'null', '[]', '"text"', '{"code":7}', 'data: ', '{'];
  it.each(strange)('reads %j as a refusal of nobody known', async (body) => {
    const response = new Response(body, { status: 502, headers: { 'x-request-id': 'r2' } });
    expect(await readRefusal(response)).toMatchObject({
      ...{ code: null, requestId: 'r2', kind: 'unavailable' },
      message: 'HTTP 502 without an explanation',
    });
  });

  it('survives a body that breaks off', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('cut')) });
    expect(await readRefusal(new Response(body, { status: 500 }))).toMatchObject({ code: null });
  });
});

describe('ProviderKey', () => {
  it('keeps a key for five minutes and not longer', async () => {
    const { key, secret, clock } = setUp(() => new Response());
    for (let reads = 0; reads < 3; reads += 1) expect(await key.read()).toBe('sk-one');
    secret.value = 'sk-two';
    clock.advance(299);
    expect(await key.read()).toBe('sk-one');
    clock.advance(1);
    expect(await key.read()).toBe('sk-two');
    expect(secret.reads).toBe(2);
  });

  it('cuts blanks around a pasted key', async () => {
    const { key } = setUp(() => new Response(), ' sk-one\n');
    expect(await key.read()).toBe('sk-one');
  });

  it.each(['', '   ', 'sk-sp-0000', 'sk-one two', 'sk-schlüssel', '{"key":"a b"}'])(
    'refuses %j without repeating it',
    async (value) => {
      const { key } = setUp(() => new Response(), value);
      const error: Error = await key.read().then(
        () => new Error('read'),
        (failure) => failure,
      );
      expect(error).toMatchObject({ name: 'ProviderKeyError', code: 'provider_misconfigured' });
      if (value.trim().length > 6) expect(error.message).not.toContain(value.trim());
    },
  );

  it('says that none is stored when the secret has no value', async () => {
    const { arn } = secrets.plant(undefined);
    const key = new ProviderKey(secrets.client, arn, createFakeClock());
    await expect(key.read()).rejects.toThrow('No provider key is stored');
  });

  it('can be asked again after Secrets Manager has failed', async () => {
    const { key, secret } = setUp(() => new Response());
    secret.fault = { code: 'InternalServiceError', status: 500 };
    await expect(key.read()).rejects.toMatchObject({ code: 'provider_unreachable' });
    secret.fault = undefined;
    expect(await key.read()).toBe('sk-one');
  });
});
