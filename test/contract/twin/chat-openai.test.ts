import OpenAI, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, startChatTwin } from './chat-twin.ts';

const colour = '#a83818';
const picture = await sharp({
  create: { width: 640, height: 427, channels: 3, background: colour },
})
  .jpeg()
  .toBuffer();

let twin: Awaited<ReturnType<typeof startChatTwin>>;
let client: OpenAI;

beforeAll(async () => {
  twin = await startChatTwin({ '/a.jpg': ['image/jpeg', picture] });
  client = new OpenAI({ apiKey, baseURL: twin.baseURL, maxRetries: 0 });
});

afterAll(async () => {
  await twin.close();
});

const model = 'qwen3-vl-plus';
const hello = (content = 'Hi') => ({ model, messages: [{ role: 'user' as const, content }] });

const shown = () => ({
  model,
  messages: [
    {
      role: 'user' as const,
      content: [
        { type: 'image_url' as const, image_url: { url: `${twin.webOrigin}/a.jpg` } },
        { type: 'text' as const, text: 'What is it?' },
      ],
    },
  ],
});

const expected = `A JPEG image of 640×427 pixels, mostly ${colour}; ${picture.byteLength} bytes. You asked: What is it?`;

describe('openai against the twin', () => {
  it('chats about a picture', async () => {
    const completion = await client.chat.completions.create(shown());
    expect(completion.choices[0]?.message.content).toBe(expected);
    expect(completion.usage?.prompt_tokens).toBeGreaterThan(262);
    expect(completion._request_id).toBe(completion.id.replace('chatcmpl-', ''));
  });

  it('streams', async () => {
    const stream = await client.chat.completions.create({
      ...shown(),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let chunks = 0;
    let total = 0;
    for await (const chunk of stream) {
      chunks += 1;
      text += chunk.choices[0]?.delta.content ?? '';
      total = chunk.usage?.total_tokens ?? total;
    }
    expect(text).toBe(expected);
    expect(chunks).toBeGreaterThan(5);
    expect(total).toBeGreaterThan(262);
  });

  it('collects a stream by its own helper, tool calls included', async () => {
    const tool = {
      type: 'function' as const,
      function: {
        name: 'look_up',
        parameters: { type: 'object', properties: { word: { type: 'string' } } },
      },
    };
    const runner = client.chat.completions.stream({
      ...hello('Use it [[chat:tool_call]]'),
      tools: [tool],
    });
    const message = await runner.finalMessage();
    const [call] = message.tool_calls ?? [];
    if (call?.type !== 'function') throw new Error('no call');
    expect(call.function.name).toBe('look_up');
    expect(JSON.parse(call.function.arguments)).toEqual({ word: expect.any(String) });
  });

  it('parses structured output', async () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, size: { type: 'number' } },
      required: ['title', 'size'],
      additionalProperties: false,
    };
    const completion = await client.chat.completions.create({
      ...hello('json please'),
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'thing', strict: true, schema },
      },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
      title: expect.any(String),
      size: expect.any(Number),
    });
  });

  it('lists models', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(expect.arrayContaining(['qwen3.5-plus', 'qvq-max', 'qwen-vl-ocr']));
  });

  it('says that a key is wrong', async () => {
    const stranger = new OpenAI({ apiKey: 'sk-other', baseURL: twin.baseURL, maxRetries: 0 });
    const error = await stranger.chat.completions.create(hello()).catch((reason) => reason);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'invalid_api_key', type: 'invalid_request_error' });
  });

  it.each([
    ['an unknown model', { ...hello(), model: 'gpt-4o' }, NotFoundError, 'model_not_found'],
    ['an empty list', { ...hello(), messages: [] }, BadRequestError, 'invalid_parameter_error'],
    [
      'an injected 429',
      hello('[[twin:status status=429 code=Throttling.RateQuota]]'),
      RateLimitError,
      'limit_requests',
    ],
    [
      'moderation',
      hello('[[twin:moderation_in_stream]]'),
      BadRequestError,
      'data_inspection_failed',
    ],
  ])('throws its own class for %s', async (_name, request, errorClass, code) => {
    const error = await client.chat.completions.create(request).catch((reason) => reason);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ code, requestID: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('cannot read a refused stream beyond its status: the body begins with "data: "', async () => {
    const request = { ...hello(), model: 'gpt-4o', stream: true as const };
    const error = await client.chat.completions.create(request).catch((reason) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.code).toBeUndefined();
    const response = await fetch(`${twin.baseURL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const body = await response.text();
    expect(body).toMatch(/^data: \{.*\}\n\n$/);
    expect(JSON.parse(body.slice(6))).toMatchObject({ error: { code: 'model_not_found' } });
  });

  it('meets moderation in the middle of a stream as an error', async () => {
    const stream = await client.chat.completions.create({
      ...hello('[[twin:moderation_in_stream]]'),
      stream: true,
    });
    const texts: string[] = [];
    const read = async () => {
      for await (const chunk of stream) texts.push(chunk.choices[0]?.delta.content ?? '');
    };
    const error = await read().catch((reason) => reason);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'data_inspection_failed' });
    expect(texts.length).toBeGreaterThan(1);
  });

  it('meets a cut stream as a broken connection', async () => {
    const stream = await client.chat.completions.create({
      ...hello('[[twin:stream_cut]]'),
      stream: true,
    });
    const read = async () => {
      for await (const _chunk of stream);
    };
    await expect(read()).rejects.toThrow();
    const whole = client.chat.completions.create(hello('[[twin:stream_cut]]'));
    await expect(whole).rejects.toThrow();
  });

  it('meets a reset as a broken connection', async () => {
    const request = client.chat.completions.create(hello('[[twin:reset_before_accept]]'));
    await expect(request).rejects.toBeInstanceOf(APIConnectionError);
  });
});
