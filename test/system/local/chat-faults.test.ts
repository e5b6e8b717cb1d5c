import OpenAI, { APIError, InternalServerError, RateLimitError } from 'openai';
import { describe, expect, inject, it } from 'vitest';

const { api, key } = inject('system');
const openai = new OpenAI({ apiKey: key, baseURL: `${api}/v1`, maxRetries: 0 });
const saying = (content: string) => ({
  model: 'qwen3-vl-plus',
  messages: [{ role: 'user' as const, content }],
});

describe('openai from npm meets', { concurrent: true }, () => {
  const failures = [
    [
      'a busy provider',
      'status status=429 code=Throttling.RateQuota',
      RateLimitError,
      'rate_limited',
    ],
    ['moderation', 'status code=DataInspectionFailed', APIError, 'content_policy'],
    ['an unpaid bill', 'status code=Arrearage', InternalServerError, 'provider_misconfigured'],
  ] as const;
  it.each(failures)('%s as its own class of error', async (_, fault, kind, code) => {
    const request = openai.chat.completions.create(saying(`[[twin:${fault}]]`));
    const error = await request.catch((reason) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/./) });
  });

  it.each([
    ['moderation', 'moderation_in_stream', 'content_policy'],
    ['a lost connection', 'stream_cut', 'provider_error'],
  ])('%s in the middle of a stream as an error after the first words', async (_, fault, code) => {
    const request = { ...saying(`[[twin:${fault}]]`), stream: true as const };
    const stream = await openai.chat.completions.create(request);
    const texts: string[] = [];
    const read = async () => {
      for await (const { choices } of stream) texts.push(choices[0]?.delta.content ?? '');
    };
    const error = await read().catch((reason) => reason);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code });
    expect(texts.length).toBeGreaterThan(1);
  });
});
