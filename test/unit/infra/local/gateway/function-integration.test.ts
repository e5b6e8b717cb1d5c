import { describe, expect, it } from 'vitest';
import { FunctionError } from '../../../../../infra/local/lambda/function-error.ts';
import {
  answerOf,
  echo,
  functionIntegration,
  sampleApi,
  sampleRoute,
  serve,
} from './sample-api.ts';

describe('buffered functions', () => {
  const api = sampleApi({ routes: [sampleRoute({ httpMethod: 'ANY', path: '/echo' })] });

  it('answer with status, headers of both kinds and body', async () => {
    const url = await serve(api, {
      echo: () => ({
        statusCode: 201,
        headers: { 'content-type': 'text/plain', 'X-One': '1', 'WWW-Authenticate': 'Bearer' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-One': ['1'] },
        body: 'made',
      }),
    });
    const { status, headers, body } = await answerOf(`${url}/echo`, { method: 'POST' });
    expect(status).toBe(201);
    expect(body).toBe('made');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('content-type')).toBe('text/plain');
    expect(headers.get('x-one')).toBe('1');
    expect(headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(headers.get('www-authenticate')).toBeNull();
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are taken to answer JSON unless they say otherwise', async () => {
    const url = await serve(api, { echo: () => ({ statusCode: 200, body: '{}' }) });
    const { headers } = await answerOf(`${url}/echo`);
    expect(headers.get('content-type')).toBe('application/json');
  });

  it('answer bytes in base64 where the API has binary media types', async () => {
    const reply = () => ({ statusCode: 200, body: 'AP+ACg==', isBase64Encoded: true });
    const decoding = await serve({ ...api, binaryMediaTypes: ['*/*'] }, { echo: reply });
    const bytes = await (await fetch(`${decoding}/echo`)).bytes();
    expect([...bytes]).toEqual([0, 255, 128, 10]);
    const plain = await serve(api, { echo: reply });
    expect((await answerOf(`${plain}/echo`)).body).toBe('AP+ACg==');
  });

  const malformed: [what: string, reply: unknown][] = [
    ['nothing', null],
    ['text', 'hello'],
    ['no status', { body: 'x' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
    ['a header with a line break', { statusCode: 200, headers: { 'x-a': 'b\r\nSet-Cookie: c' } }],
  ];

  it.each(malformed)('that return %s are a 502, and the log says why', async (_what, reply) => {
    const lines: string[] = [];
    const url = await serve(api, { echo: () => reply }, { onLog: (line) => lines.push(line) });
    const { status, body } = await answerOf(`${url}/echo`);
    expect(status).toBe(502);
    expect(JSON.parse(body)).toEqual({ message: 'Internal server error' });
    expect(lines).toEqual([expect.stringContaining('INTEGRATION_FAILURE')]);
  });

  it('that fail are a 502 without a word of the failure', async () => {
    const url = await serve(api, {
      echo: () => {
        throw new FunctionError({ errorType: 'Error', errorMessage: 'the password is 1234' });
      },
    });
    const { status, body } = await answerOf(`${url}/echo`);
    expect(status).toBe(502);
    expect(body).not.toContain('1234');
  });

  it('that take too long are a 504', async () => {
    const integration = functionIntegration('never', { timeoutMilliseconds: 20 });
    const slow = sampleApi({ routes: [sampleRoute({ path: '/slow', integration })] });
    const url = await serve(slow, { never: () => new Promise(() => {}) });
    expect(await answerOf(`${url}/slow`)).toMatchObject({
      status: 504,
      body: '{"message":"Endpoint request timed out"}',
    });
  });

  it('get bodies up to what they can take, and callers hear 413 beyond it', async () => {
    const size = ({ body }: Record<string, unknown>) => ({
      statusCode: 200,
      body: String(String(body).length),
    });
    const url = await serve(api, { echo: size });
    const accepted = await answerOf(`${url}/echo`, {
      method: 'POST',
      body: 'a'.repeat(5_000_000),
    });
    expect(accepted).toMatchObject({ status: 200, body: '5000000' });
    const refused = await answerOf(`${url}/echo`, {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    expect(refused).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
  });

  it('get the media type and length of what the caller sent, whatever it is', async () => {
    const url = await serve(api, { echo });
    const headers = { 'content-type': 'text/csv; charset=utf-8' };
    const { body } = await answerOf(`${url}/echo`, { method: 'POST', headers, body: 'a,b' });
    expect(JSON.parse(body)).toMatchObject({ body: 'a,b', isBase64Encoded: false });
  });

  it('never see headers over 10,240 bytes', async () => {
    const url = await serve(api, { echo });
    const headers = { 'x-long': 'a'.repeat(20_000) };
    expect((await answerOf(`${url}/echo`, { headers })).status).toBe(431);
  });

  it('whose event is over the limit of Lambda are a 413', async () => {
    const url = await serve(api, {
      echo: () => {
        throw new FunctionError({
          errorType: 'Lambda.RequestTooLargeException',
          errorMessage: 'Request must be smaller',
        });
      },
    });
    expect((await answerOf(`${url}/echo`)).status).toBe(413);
  });
});
