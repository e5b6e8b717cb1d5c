import { describe, expect, it } from 'vitest';
import { Generations } from '../../../../shared/dashscope/generation.ts';
import type { ProviderCall } from '../../../../shared/dashscope/transport.ts';

const request = { model: 'm', input: { messages: [] }, parameters: { max_tokens: 9 } };
const options = { resolvesOss: true, timeoutSeconds: 9 };

/** The frame of dashscope-api §11.3. */
const frame = (text: string, finish_reason = 'null') => {
  const message = { content: text ? [{ text }] : [], role: 'assistant' };
  const usage = { input_tokens: 5, output_tokens: text.length };
  const body = { output: { choices: [{ message, finish_reason }] }, usage, request_id: 'r' };
  return `id:1\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(body)}\n\n`;
};
const errorFrame = (status: number, code: string) =>
  `id:1\nevent:error\n:HTTP_STATUS/${status}\ndata:{"code":"${code}","message":"No.","request_id":"r"}\n\n`;

function generationsOf(body: string, calls: ProviderCall[] = []) {
  return new Generations(async (call) => {
    calls.push(call);
    return new Response(body);
  });
}
async function collect(body: string) {
  const frames = await generationsOf(body).stream(request, options);
  return Array.fromAsync(frames, ({ output }) => {
    const content = output.choices?.[0]?.message.content;
    return Array.isArray(content) ? content.map(({ text }) => text).join('') : content;
  });
}

describe('Generations', () => {
  it('asks for a stream of pieces by header and parameter', async () => {
    const calls: ProviderCall[] = [];
    await generationsOf(frame('', 'stop'), calls).stream(request, options);
    expect(calls).toMatchObject([
      {
        path: '/api/v1/services/aigc/multimodal-generation/generation',
        body: { parameters: { max_tokens: 9, incremental_output: true } },
        headers: { 'x-dashscope-sse': 'enable', 'x-dashscope-ossresourceresolve': 'enable' },
      },
    ]);
  });

  it('asks for the whole without either', async () => {
    const calls: ProviderCall[] = [];
    const body = JSON.stringify({ output: { choices: [] } });
    await generationsOf(body, calls).complete(request, { ...options, resolvesOss: false });
    expect(calls).toMatchObject([{ body: request, headers: {} }]);
    expect(Object.keys(calls[0]?.headers ?? {})).toEqual([]);
  });

  it('reads frames up to the one that names how it ended', async () => {
    expect(await collect(frame('Hel') + frame('lo') + frame('', 'stop'))).toEqual([
      'Hel',
      'lo',
      '',
    ]);
  });

  it.each([
    ['', 'provider_silent'],
    ['data:{"no":"frame"}\n\n', 'provider_silent'],
    [errorFrame(400, 'DataInspectionFailed'), 'DataInspectionFailed'],
  ])('does not take %j for an answer', async (body, code) => {
    await expect(collect(body)).rejects.toMatchObject({ code });
  });

  it.each([
    [frame('Hel'), 'provider_silent'],
    [frame('Hel') + errorFrame(400, 'DataInspectionFailed'), 'DataInspectionFailed'],
    [frame('Hel') + errorFrame(429, 'Throttling'), 'Throttling'],
  ])('does not take %j for a whole answer', async (body, code) => {
    await expect(collect(body)).rejects.toMatchObject({ code: 'answer_broken', cause: { code } });
  });

  it('learns the status of a refusal from its comment, and whether to try again', async () => {
    const refused = generationsOf(errorFrame(429, 'Throttling')).stream(request, options);
    await expect(refused).rejects.toMatchObject({ status: 429, retryable: true });
  });

  it('does not take another’s page for an answer', async () => {
    const answer = generationsOf('<html>').complete(request, options);
    await expect(answer).rejects.toMatchObject({ code: 'provider_silent' });
  });
});
