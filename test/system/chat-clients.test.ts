import { createAlibaba } from '@ai-sdk/alibaba';
import { APICallError, generateText, streamText } from 'ai';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { photo } from '../support/media.ts';
import { firstOwner, otherOwners } from '../support/system.ts';

const { api, key } = inject('system');
const [other] = otherOwners();
const openai = new OpenAI({ apiKey: key, baseURL: `${api}/v1`, maxRetries: 0 });
const compatible = `${api}/compatible-mode/v1`;
const model = 'qwen3-vl-plus';
const saying = (content: string) => ({ model, messages: [{ role: 'user' as const, content }] });
const showing = (url: string, text = 'What is this?') => ({
  model,
  messages: [
    {
      role: 'user' as const,
      content: [
        { type: 'image_url' as const, image_url: { url } },
        { type: 'text' as const, text },
      ],
    },
  ],
});
const upload = () => firstOwner().upload('rocket.jpg', 'image/jpeg', photo());

describe('openai from npm', { concurrent: true }, () => {
  it('chats about an upload', async () => {
    const completion = await openai.chat.completions.create(showing(await upload()));
    expect(completion.choices[0]?.message.content).not.toBe('');
    expect(completion.usage?.prompt_tokens).toBeGreaterThan(100);
    expect(completion._request_id).toMatch(/./);
  });

  it('streams, with usage at the end', async () => {
    const image = `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`;
    const stream = await openai.chat.completions.create({
      ...showing(image),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(text).not.toBe('');
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(100);
  });

  it('calls a tool and goes on with what it answered', async () => {
    const parameters = {
      type: 'object',
      properties: { word: { type: 'string' } },
      required: ['word'],
    };
    const tools = [{ type: 'function' as const, function: { name: 'look_up', parameters } }];
    const question = { role: 'user' as const, content: 'Look up what a rocket is.' };
    const asked = await openai.chat.completions.create({
      ...{ model, messages: [question], tools },
      tool_choice: { type: 'function', function: { name: 'look_up' } },
    });
    const [turn] = asked.choices;
    const [call] = turn?.message.tool_calls ?? [];
    if (!turn || call?.type !== 'function') throw new Error('no call');
    expect(JSON.parse(call.function.arguments)).toEqual({ word: expect.any(String) });
    const content = 'A vehicle that flies by throwing mass behind it.';
    const answer = { role: 'tool' as const, tool_call_id: call.id, content };
    const done = await openai.chat.completions.create({
      ...{ model, tools, messages: [question, turn.message, answer] },
    });
    expect(done.choices[0]?.finish_reason).toBe('stop');
  });

  it('parses structured output', async () => {
    const Photo = z.object({ title: z.string(), colours: z.array(z.string()) });
    const completion = await openai.chat.completions.parse({
      ...saying('Describe any photo as json.'),
      response_format: zodResponseFormat(Photo, 'photo'),
    });
    expect(Photo.parse(completion.choices[0]?.message.parsed)).toBeDefined();
  });

  it('collects what only streams, under the provider’s own path', async () => {
    const client = openai.withOptions({ baseURL: compatible });
    const completion = await client.chat.completions.create({
      ...saying('Why?'),
      model: 'qvq-max',
    });
    expect(completion.object).toBe('chat.completion');
    expect(completion.choices[0]?.message).toHaveProperty('reasoning_content');
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('does not see another owner’s upload', async () => {
    const theirs = other ? await other.upload('a.jpg', 'image/jpeg', photo()) : 'asset:ast_0';
    const error = await openai.chat.completions.create(showing(theirs)).catch((reason) => reason);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'invalid_media', param: 'messages' });
  });

  const strangers = 'qm_nobody_000000000000000000000000000';
  const refusals = [
    ['an unknown key', strangers, saying('Hi'), AuthenticationError, 'unauthorized'],
    ['an unknown model', key, { ...saying('Hi'), model: 'gpt-4o' }, NotFoundError, 'not_found'],
    [
      'a wrong value',
      key,
      { ...saying('Hi'), temperature: 7 },
      BadRequestError,
      'invalid_parameter',
    ],
    ['no messages', key, { model, messages: [] }, BadRequestError, 'invalid_parameter'],
  ] as const;
  const modes = refusals.flatMap((row) => [false, true].map((stream) => [...row, stream] as const));
  it.each(modes)('throws its own class for %s', async (_, apiKey, request, kind, code, stream) => {
    const client = openai.withOptions({ apiKey });
    const messages = [...request.messages];
    const failure = client.chat.completions.create({ ...request, messages, stream });
    const error = await failure.then(
      () => 'answered',
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, requestID: expect.stringMatching(/./) });
  });
});

describe('@ai-sdk/alibaba', { concurrent: true }, () => {
  const alibaba = createAlibaba({ apiKey: key, baseURL: compatible });

  it('chats about a picture', async () => {
    const result = await generateText({
      model: alibaba(model),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', data: photo(), mediaType: 'image/jpeg' },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    });
    expect(result.text).not.toBe('');
    expect(result.finishReason).toBe('stop');
    expect(result.usage.inputTokens).toBeGreaterThan(100);
  });

  it('streams thinking and answer', async () => {
    const result = streamText({ model: alibaba('qvq-max'), prompt: 'Why is the sky blue?' });
    const kinds = new Set<string>();
    for await (const part of result.fullStream) kinds.add(part.type);
    expect(kinds).toContain('reasoning-delta');
    expect(kinds).toContain('text-delta');
  });

  it('tells errors by their status and message', async () => {
    const request = generateText({ model: alibaba('gpt-4o'), prompt: 'Hi', maxRetries: 0 });
    const error = await request.catch((reason) => reason);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 404, message: expect.stringContaining('gpt-4o') });
  });
});
