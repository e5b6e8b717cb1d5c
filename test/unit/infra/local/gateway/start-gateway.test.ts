import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answerOf, echo, sampleApi, sampleRoute, serve } from './sample-api.ts';

const api = sampleApi({ routes: [sampleRoute({ httpMethod: 'ANY', path: '/echo' })] });

/** Sends text as it is and answers all that comes back until the connection ends. */
function exchange(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('startGateway', () => {
  it('serves the stage below its own path', async () => {
    const url = await serve(api, { echo });
    expect(new URL(url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/api' });
    expect((await answerOf(`${url}/echo`)).status).toBe(200);
  });

  it('gives every request an id of its own', async () => {
    const url = await serve(api, { echo });
    const ids = await Promise.all([1, 2].map(() => answerOf(`${url}/echo`)));
    expect(new Set(ids.map(({ headers }) => headers.get('x-amzn-requestid'))).size).toBe(2);
  });

  it('answers a HEAD request without a body', async () => {
    const url = await serve(api, { echo });
    expect(await answerOf(`${url}/echo`, { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
    });
  });

  it('takes bodies that are sent in pieces', async () => {
    const url = await serve(api, { echo });
    const answer = await exchange(
      url,
      'POST /api/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );
    expect(answer).toContain('"body":"abcde"');
  });

  it('keeps headers that repeat', async () => {
    const url = await serve(api, { echo });
    const answer = await exchange(
      url,
      'GET /api/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Tag: one\r\nX-Tag: two\r\n\r\n',
    );
    expect(answer).toContain('"X-Tag":["one","two"]');
    expect(answer).toContain('"X-Tag":"two"');
  });

  const strange = [
    ['another scheme of address', 'GET http://127.0.0.1/api/echo HTTP/1.1\r\nHost: a', '403'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a', '403'],
    ['no host', 'GET /api/echo HTTP/1.1', '400'],
    ['what is no HTTP', 'hello', '400'],
  ] as const;

  it.each(strange)('answers %s', async (_what, head, status) => {
    const url = await serve(api, { echo });
    const answer = await exchange(url, `${head}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
  });

  it('lives on when a client leaves in the middle of its body', async () => {
    const url = await serve(api, { echo });
    const { port } = new URL(url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        const head = 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf';
        socket.write(head, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await answerOf(`${url}/echo`)).status).toBe(200);
  });
});
