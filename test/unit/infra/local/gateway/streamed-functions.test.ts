import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { answerOf, functionIntegration, sampleApi, sampleRoute, serve } from './sample-api.ts';

describe('streaming functions', () => {
  const integration = functionIntegration('stream', {
    responseTransferMode: 'STREAM',
    timeoutMilliseconds: 900_000,
  });
  const api = sampleApi({ routes: [sampleRoute({ path: '/stream', integration })] });
  const response = (body: ReadableStream) => ({
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream' },
    multiValueHeaders: {},
    cookies: ['a=1', 'b=2'],
    body,
  });

  it('reach the client before they are over', async () => {
    const { readable, writable } = new TransformStream<Uint8Array>();
    const writer = writable.getWriter();
    const url = await serve(api, { stream: () => response(readable) });
    const answer = await fetch(`${url}/stream`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    await writer.write(Buffer.from('first'));
    expect(await reader?.read()).toEqual({ done: false, value: 'first' });
    await writer.write(Buffer.from('second'));
    expect(await reader?.read()).toEqual({ done: false, value: 'second' });
    await writer.close();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('that break off break the connection', async () => {
    const { readable, writable } = new TransformStream<Uint8Array>();
    const writer = writable.getWriter();
    const url = await serve(api, { stream: () => response(readable) });
    const answer = await fetch(`${url}/stream`);
    await writer.write(Buffer.from('half'));
    await writer.abort(new Error('broken'));
    await expect(answer.text()).rejects.toThrow();
  });

  it('that take too long to begin are a 504', async () => {
    const impatient = { ...integration, timeoutMilliseconds: 20 };
    const routes = [sampleRoute({ path: '/stream', integration: impatient })];
    const url = await serve({ ...api, routes }, { stream: () => new Promise(() => {}) });
    expect((await answerOf(`${url}/stream`)).status).toBe(504);
  });

  it('that go on beyond the limit are cut', async () => {
    const impatient = { ...integration, timeoutMilliseconds: 20 };
    const routes = [sampleRoute({ path: '/stream', integration: impatient })];
    const silent = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('a')),
    });
    const url = await serve({ ...api, routes }, { stream: () => response(silent) });
    const answer = await fetch(`${url}/stream`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it('hear that the client went away only by their body being dropped', async () => {
    const cancelled = Promise.withResolvers<void>();
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(64 * 1024)),
      cancel: () => cancelled.resolve(),
    });
    const url = await serve(api, { stream: () => response(endless) });
    const client = httpRequest(`${url}/stream`, (answer) =>
      answer.once('data', () => client.destroy()),
    );
    client.on('error', () => {}).end();
    await expect(cancelled.promise).resolves.toBeUndefined();
  });
});
