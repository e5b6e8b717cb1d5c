import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { streamHandler } from '../../../../functions/edge/stream.ts';
import { ServiceError } from '../../../../shared/contract/service-error.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createProxyEvent } from '../../../support/fake-gateway.ts';
import { fakeResponseStreams } from '../../../support/fake-response-stream.ts';

let streams: ReturnType<typeof fakeResponseStreams>;
beforeEach(() => {
  streams = fakeResponseStreams();
});
afterEach(() => streams.restore());

const request = { prompt: 'What?', image: 'https://h.example/a.jpg' };
const result = {
  ...{ id: 'vis_1', object: 'vision.result', text: 'a cat', reasoning: '', json: null },
  ...{ model: 'm', finish_reason: 'stop', truncated: false, usage: null, warnings: [] },
  request_id: 'req-1',
};
type Answer = Parameters<typeof streamHandler<'analyzeVision', number>>[3];

async function run(
  answer: Answer,
  body: unknown = request,
  highWaterMark = 1e6,
  environment: Readonly<Record<string, string>> = {},
) {
  const log: string[] = [];
  const world = {
    ...{ environment, clock: createFakeClock(), fetch, aws: {} },
    log: (line: string) => log.push(line),
  };
  const handler = streamHandler(world, 'analyzeVision', () => 0, answer);
  const event = createProxyEvent({ body: JSON.stringify(body) });
  const sent = await streams.call(handler, event, highWaterMark);
  const [prelude, ...more] = sent.preludes;
  expect(more).toEqual([]);
  return { prelude, body: sent.body, log };
}

describe('streamHandler', () => {
  it('answers whole as one JSON', async () => {
    const { prelude, body } = await run(async () => ({ body: result }));
    expect(prelude).toMatchObject({ statusCode: 200 });
    expect(prelude?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual(result);
  });

  it('answers events as a stream, however slowly they are read', async () => {
    const delta = { event: 'text.delta', data: { delta: 'x'.repeat(500) } };
    async function* events() {
      for (let n = 0; n < 20; n += 1) yield delta;
      yield { event: 'result', data: result };
    }
    const { prelude, body } = await run(async () => ({ events: events() }), request, 64);
    expect(prelude?.headers).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-request-id': 'req-1',
    });
    const names = [...body.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    expect(names).toEqual([...Array.from({ length: 20 }, () => 'text.delta'), 'result', 'done']);
  });

  it.each([
    ['whole', async () => ({ body: result })],
    [
      'in pieces',
      async () => ({
        events: (async function* () {
          yield { event: 'result', data: result };
        })(),
      }),
    ],
    ['with a refusal', () => Promise.reject(new ServiceError('content_policy', 'No.'))],
  ] satisfies [string, Answer][])(
    'lets pages of the deployment’s origin read what is answered %s',
    async (_, answer) => {
      const origin = 'https://app.example.com';
      const { prelude } = await run(answer, request, 64, { CORS_ORIGIN: origin });
      expect(prelude?.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': '*',
      });
    },
  );

  it('answers chunks in OpenAI’s framing', async () => {
    async function* chunks() {
      yield '{"choices":[]}';
    }
    const { prelude, body } = await run(async () => ({ chunks: chunks() }));
    expect(prelude?.headers['content-type']).toBe('text/event-stream');
    expect(body).toBe('data: {"choices":[]}\n\ndata: [DONE]\n\n');
  });

  it('tells an error between chunks as a frame that OpenAI’s clients read', async () => {
    async function* chunks() {
      yield '{"choices":[]}';
      throw new ServiceError('content_policy', 'No.');
    }
    const { body } = await run(async () => ({ chunks: chunks() }));
    const [, failure, ...rest] = body.split('\n\n');
    expect(JSON.parse(failure?.slice('data: '.length) ?? '')).toMatchObject({
      error: { code: 'content_policy', message: 'No.' },
    });
    expect(rest).toEqual(['']);
  });

  it('refuses before the first event with an ordinary problem', async () => {
    const { prelude, body } = await run(async () => {
      throw new ServiceError('content_policy', 'No.');
    });
    expect(prelude?.statusCode).toBe(422);
    expect(JSON.parse(body)).toMatchObject({ code: 'content_policy', detail: 'No.' });
  });

  it('checks the request like every other route', async () => {
    const { prelude, body } = await run(async () => ({ body: result }), { prompt: 'What?' });
    expect(prelude?.statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ pointer: '/image' }] });
  });

  it('tells an error in the middle as an event that says nothing private', async () => {
    async function* events() {
      yield { event: 'text.delta', data: { delta: 'a' } };
      throw new TypeError('at https://s3/x?X-Amz-Signature=hidden');
    }
    const { prelude, body, log } = await run(async () => ({ events: events() }));
    expect(prelude?.statusCode).toBe(200);
    expect(body).toMatch(/event: error\ndata: \{.*"code":"internal_error".*\}\n\nevent: done/s);
    expect(body + log.join()).not.toContain('hidden');
  });
});
