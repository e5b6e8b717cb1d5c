import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionResetError } from '../../../../../../infra/local/dashscope/route.ts';
import { createListener } from '../../../../../../infra/local/dashscope/server/listener.ts';
import { closeServer } from '../../../../../../infra/local/wire/listen.ts';

type Handle = (request: Request) => Promise<Response>;

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(closeServer));
});

async function serve(handle: Handle): Promise<string> {
  const server = createServer(createListener(handle));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A request line as it is, which fetch would put right. */
function sendRaw(origin: string, method: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(origin, { method, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('createListener', () => {
  it('hands over method, address, headers and body', async () => {
    const origin = await serve(async (received) =>
      Response.json({
        method: received.method,
        url: received.url,
        header: received.headers.get('x-sample'),
        body: await received.text(),
      }),
    );
    const response = await fetch(`${origin}/a?b=c`, {
      method: 'POST',
      headers: { 'x-sample': 'yes' },
      body: 'hello',
    });
    expect(await response.json()).toEqual({
      method: 'POST',
      url: `${origin}/a?b=c`,
      header: 'yes',
      body: 'hello',
    });
  });

  it('gives status, headers and a streamed body back', async () => {
    const origin = await serve(
      async () =>
        new Response(ReadableStream.from(['one ', 'two'].map((text) => Buffer.from(text))), {
          status: 206,
          headers: { 'x-sample': 'yes' },
        }),
    );
    const response = await fetch(origin);
    expect(response.status).toBe(206);
    expect(response.headers.get('x-sample')).toBe('yes');
    expect(await response.text()).toBe('one two');
  });

  it('gives a body of none', async () => {
    const origin = await serve(async () => new Response(null, { status: 204 }));
    expect((await fetch(origin)).status).toBe(204);
  });

  it('resets the connection when the handler rejects', async () => {
    const origin = await serve(async () => {
      throw new ConnectionResetError('reset');
    });
    await expect(fetch(origin)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('cuts the connection when a body breaks off', async () => {
    const origin = await serve(async () => {
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(Buffer.from('half'));
          controller.error(new Error('cut'));
        },
      });
      return new Response(body, { headers: { 'content-length': '8' } });
    });
    await expect(fetch(origin).then((response) => response.text())).rejects.toThrow();
  });

  it('stops the body when the caller goes away', async () => {
    const cancelled = Promise.withResolvers<void>();
    const origin = await serve(
      async () =>
        new Response(
          new ReadableStream<Uint8Array>({
            pull: (controller) => controller.enqueue(new Uint8Array(1024)),
            cancel: () => cancelled.resolve(),
          }),
        ),
    );
    const response = await fetch(origin);
    await response.body?.cancel();
    await expect(cancelled.promise).resolves.toBeUndefined();
  });

  it.each([
    ['TRACE', '/'],
    ['GET', 'http://[/'],
  ])('refuses %s %s, which no Request can express', async (method, path) => {
    const origin = await serve(async () => new Response('never'));
    expect(await sendRaw(origin, method, path)).toBe(400);
  });
});
