import { describe, expect, it } from 'vitest';
import { Chat, type Chunk } from '../../../../shared/dashscope/chat.ts';
import type { ProviderCall } from '../../../../shared/dashscope/transport.ts';

const request = { model: 'm', messages: [] } as const;
const options = { resolvesOss: false, timeoutSeconds: 9 };
const delta = (content: string | null, reasoning_content: string | null = null) =>
  JSON.stringify({ choices: [{ delta: { content, reasoning_content }, finish_reason: null }] });
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const last = JSON.stringify({ choices: [], usage });
const frames = (...data: string[]) => data.map((one) => `data: ${one}\n\n`).join('');

/** A body cut into pieces of so many bytes, that ends or breaks. */
function bodyOf(text: string, size = 1e6, end: 'closes' | 'breaks' = 'closes') {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + size));
      else if (end === 'closes') controller.close();
      else controller.error(new TypeError('terminated', { cause: { code: 'UND_ERR_SOCKET' } }));
      at += size;
    },
  });
}
const chatOf = (response: () => Response, calls: ProviderCall[] = []) =>
  new Chat(async (call) => {
    calls.push(call);
    return response();
  });
async function collect(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const chunks: Chunk[] = [];
  const stream = await chatOf(() => new Response(body)).stream(request, options);
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
const textOf = (chunks: Chunk[]) =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

describe('Chat.stream', () => {
  it('asks for a stream with usage', async () => {
    const calls: ProviderCall[] = [];
    await chatOf(() => new Response(bodyOf('')), calls).stream(request, options);
    expect(calls[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it.each([1, 2, 3, 7, 64, 1e6])(
    'reads an answer that comes in pieces of %i bytes',
    async (size) => {
      const text = frames(delta('', 'hm'), delta('Grüße '), delta('猫 🐈'), last, '[DONE]');
      const chunks = await collect(bodyOf(text, size));
      expect(textOf(chunks)).toBe('Grüße 猫 🐈');
      expect(chunks.at(-1)?.usage).toEqual(usage);
    },
  );

  it('ignores comments and what follows the end', async () => {
    const text = `: hello\n\n${frames(delta('a'), '[DONE]', delta('b'))}`;
    expect(textOf(await collect(bodyOf(text)))).toBe('a');
  });

  it('fails with the provider’s error, and says so when the answer had begun', async () => {
    const error = { error: { code: 'data_inspection_failed', message: 'No.' }, request_id: 'r' };
    const cause = { kind: 'content_policy', requestId: 'r', message: 'No.' };
    await expect(collect(bodyOf(frames(JSON.stringify(error))))).rejects.toMatchObject(cause);
    const broken = collect(bodyOf(frames(delta('a'), JSON.stringify(error))));
    await expect(broken).rejects.toMatchObject({ code: 'answer_broken', retryable: false, cause });
  });

  const broken = [
    ['ends in the middle of a frame', bodyOf(frames(delta('a')).slice(0, -9))],
    ['is empty', bodyOf('')],
    ['breaks off', bodyOf('', 1e6, 'breaks')],
    ['carries something else', bodyOf(frames('not json'))],
    ['carries another shape', bodyOf(frames('{"choices":7}'))],
    ['is a web page', bodyOf('<html></html>')],
  ] as const;
  it.each(broken)('calls a stream that %s broken, never finished', async (_name, body) => {
    await expect(collect(body)).rejects.toMatchObject({ code: 'provider_silent' });
  });

  it.each([
    ['ends without its last word', bodyOf(frames(delta('a')))],
    ['breaks off', bodyOf(frames(delta('a')), 1e6, 'breaks')],
    ['goes on in another shape', bodyOf(frames(delta('a'), '{"choices":7}'))],
  ] as const)('says of a stream that %s that it had begun', async (_name, body) => {
    const cause = { code: 'provider_silent' };
    await expect(collect(body)).rejects.toMatchObject({ code: 'answer_broken', cause });
  });

  it('stops the provider when nobody reads on', async () => {
    const stopped = Promise.withResolvers<void>();
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(frames(delta('a')))),
      cancel: () => stopped.resolve(),
    });
    const stream = await chatOf(() => new Response(endless)).stream(request, options);
    for await (const _chunk of stream) break;
    await expect(stopped.promise).resolves.toBeUndefined();
  });
});

describe('Chat.complete', () => {
  it('reads an answer whatever else it carries', async () => {
    const body = {
      id: 'chatcmpl-1',
      choices: [{ message: { role: 'assistant', content: 'a', tool_calls: [] }, logprobs: null }],
      usage: { ...usage, prompt_tokens_details: { image_tokens: 1 } },
      system_fingerprint: null,
    };
    const calls: ProviderCall[] = [];
    const chat = chatOf(() => Response.json(body), calls);
    const answer = await chat.complete(request, { ...options, resolvesOss: true });
    expect(answer.choices[0]?.message.content).toBe('a');
    expect(calls[0]).toMatchObject({
      path: '/compatible-mode/v1/chat/completions',
      headers: { 'x-dashscope-ossresourceresolve': 'enable' },
      timeoutSeconds: 9,
    });
  });

  it.each(['<html></html>', '{}', '', 'null'])('calls %j no answer', async (body) => {
    const chat = chatOf(() => new Response(body));
    await expect(chat.complete(request, options)).rejects.toMatchObject({
      code: 'provider_silent',
    });
  });
});

describe('an answer that the provider’s own time limit cut', () => {
  const completion = JSON.stringify({ choices: [{ message: { content: 'A c' } }] });
  it.each([
    [{ 'x-dashscope-partialresponse': 'true' }, true],
    [{}, false],
  ])('is known by its header: %o', async (headers, isPartial) => {
    const chat = chatOf(() => new Response(completion, { headers }));
    expect(await chat.complete(request, options)).toMatchObject({ isPartial });
  });
});
