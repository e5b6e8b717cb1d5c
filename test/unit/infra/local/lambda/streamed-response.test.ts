import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closeServer, listen } from '../../../../../infra/local/wire/listen.ts';
import { runSamples } from './sample-functions.ts';

const streaming = (body: string) =>
  `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

const opened = 'const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });';

async function textOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  return new Response(body).text();
}

/** A URL that answers no earlier than the test says, for a function to wait at. */
async function startGate(): Promise<{ url: string; open: () => void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = createServer((_request, response) => promise.then(() => response.end()));
  const port = await listen(server, 0);
  onTestFinished(() => closeServer(server));
  return { url: `http://127.0.0.1:${port}/`, open: resolve };
}

describe('stream', () => {
  it('gives status, headers and cookies with the first write, then the bytes in order', async () => {
    const { stream, arn } = runSamples({
      sample: streaming(`
        const out = awslambda.HttpResponseStream.from(stream, {
          statusCode: 201, headers: { 'content-type': 'text/plain', 'x-count': 3 }, cookies: ['a=1', 'b=2'] });
        for (let i = 0; i < 200; i += 1) out.write(i + ',');
        out.write({ done: true });
        out.end();`),
    });
    const response = await stream(arn('sample'), {});
    expect(response).toMatchObject({
      statusCode: 201,
      headers: { 'content-type': 'text/plain', 'x-count': '3' },
      cookies: ['a=1', 'b=2'],
    });
    const expected = Array.from({ length: 200 }, (_, index) => `${index},`).join('');
    expect(await textOf(response.body)).toBe(`${expected}{"done":true}`);
  });

  it('delivers what is written before the function goes on', async () => {
    const { stream, arn } = runSamples({
      sample: streaming(
        `${opened} out.write('first'); await fetch(event.gate); out.end('second');`,
      ),
    });
    const gate = await startGate();
    const { body } = await stream(arn('sample'), { gate: gate.url });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('first');
    gate.open();
    expect((await reader.read()).value).toBe('second');
    expect((await reader.read()).done).toBe(true);
  });

  it('carries bodies far larger than a buffered response', async () => {
    const { stream, arn } = runSamples({
      sample: streaming(`${opened}
        const { pipeline } = await import('node:stream/promises');
        await pipeline(Array.from({ length: 160 }, () => Buffer.alloc(65_536, 7)), out);`),
    });
    const { body } = await stream(arn('sample'), {});
    const bytes = await new Response(body).bytes();
    expect(bytes).toHaveLength(160 * 65_536);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  it('runs again in the same environment', async () => {
    const source = `let calls = 0; ${streaming(`${opened} out.write(String(++calls)); out.end();`)}`;
    const { stream, arn } = runSamples({ sample: source }, { maximumEnvironments: 1 });
    const first = await stream(arn('sample'), {});
    expect(await textOf(first.body)).toBe('1');
    const second = await stream(arn('sample'), {});
    expect(await textOf(second.body)).toBe('2');
  });

  it('lets a function finish whose reader went away', async () => {
    const { stream, arn, lines } = runSamples({
      sample: streaming(`${opened}
        out.write('first'); await fetch(event.gate);
        for (let i = 0; i < 100; i += 1) {
          if (!out.write(Buffer.alloc(65_536))) await new Promise((resolve) => out.once('drain', resolve));
        }
        out.end(); console.log('finished');`),
    });
    const gate = await startGate();
    const { body } = await stream(arn('sample'), { gate: gate.url });
    await body.cancel();
    gate.open();
    await expect.poll(() => lines).toEqual(['finished']);
  });

  const failures = [
    {
      what: 'an error before the first write',
      source: streaming(`${opened} throw new RangeError('early');`),
      errorType: 'RangeError',
    },
    {
      what: 'an end without any write, which sends no status',
      source: streaming(`${opened} out.end('lost');`),
      errorType: 'Function.MalformedStreamedResponse',
    },
    {
      what: 'a body without a status',
      source: streaming(`stream.write('bare'); stream.end();`),
      errorType: 'Function.MalformedStreamedResponse',
    },
    {
      what: 'a status that is none',
      source: streaming(
        `const out = awslambda.HttpResponseStream.from(stream, { statusCode: 'ok' }); out.write('x'); out.end();`,
      ),
      errorType: 'Function.MalformedStreamedResponse',
    },
    {
      what: 'a handler that does not stream',
      source: `export const handler = async () => ({ statusCode: 200 });`,
      errorType: 'Runtime.InvalidStreamingOperation',
    },
    {
      what: 'a stream that nobody ends',
      source: streaming(opened),
      definition: { timeoutSeconds: 0.2 },
      errorType: 'Sandbox.Timedout',
    },
  ];

  it.each(failures)('fails after $what', async ({ source, definition, errorType }) => {
    const { stream, arn } = runSamples({ sample: source }, { definition });
    await expect(stream(arn('sample'), {})).rejects.toMatchObject({ name: errorType });
  });

  it('breaks the body off where the function fails later', async () => {
    const { stream, arn } = runSamples({
      sample: streaming(
        `${opened} out.write('half'); await fetch(event.gate); throw new Error('late');`,
      ),
    });
    const gate = await startGate();
    const { statusCode, body } = await stream(arn('sample'), { gate: gate.url });
    expect(statusCode).toBe(200);
    gate.open();
    await expect(textOf(body)).rejects.toMatchObject({ report: { errorMessage: 'late' } });
  });
});
