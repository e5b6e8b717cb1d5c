import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeChat, streamChat } from '../../../../shared/chat/complete-chat.ts';
import { ChatCompletion, ChatCompletionRequest } from '../../../../shared/contract/chat.ts';
import { Chat } from '../../../../shared/dashscope/chat.ts';
import { ProviderKey } from '../../../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../../../shared/dashscope/transport.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startSecretsWire } from '../../../support/in-process-aws.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import {
  createProvider,
  plantedKey,
  providerOrigin,
} from '../../../support/in-process-provider.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';

let secrets: Awaited<ReturnType<typeof startSecretsWire>>;
let storage: InProcessStorage;
let image: string;
beforeAll(async () => {
  [secrets, storage] = await Promise.all([startSecretsWire(), startStorage()]);
  const background = '#b04020';
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
  image = `data:image/png;base64,${(await picture.png().toBuffer()).toString('base64')}`;
});
afterAll(() => Promise.all([secrets.close(), storage.close()]));

async function setUp(providerKey = plantedKey) {
  const clock = createFakeClock({ jumps: true });
  const provider = createProvider(clock);
  const { arn } = secrets.plant(providerKey);
  const key = new ProviderKey(secrets.client, arn, clock);
  const sent: { body: Record<string, unknown>; headers: Headers }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push({ body: JSON.parse(String(init?.body)), headers: new Headers(init?.headers) });
    return provider.fetch(input, init);
  };
  const chat = new Chat(createTransport({ baseUrl: providerOrigin, key, fetch }));
  const media = createMedia(await storage.createStore(), clock);
  return { work: { chat, media, clock }, sent, inject: provider.inject };
}
const asking = (fields: object = {}) =>
  ChatCompletionRequest.parse({
    model: 'qwen3-vl-plus',
    messages: [{ role: 'user', content: 'Hi' }],
    ...fields,
  });
const showing = (...urls: string[]) => ({
  messages: [
    {
      role: 'user',
      content: [
        ...urls.map((url) => ({ type: 'image_url', image_url: { url } })),
        { type: 'text', text: 'What is it?' },
      ],
    },
  ],
});

describe('completeChat', () => {
  it('gives the provider’s answer whole', async () => {
    const { work } = await setUp();
    const completion = await completeChat(work, 'acme', asking(showing(image)));
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'qwen3-vl-plus',
      created: expect.any(Number),
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
      usage: { prompt_tokens_details: { image_tokens: expect.any(Number) } },
    });
    expect(completion.choices[0]?.message.content).toContain('64×64');
  });

  it('sends every member as it came, and a bound where there was none', async () => {
    const { work, sent } = await setUp();
    const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }];
    const request = asking({ n: 2, tools, seed: 7, of_tomorrow: { a: [1] } });
    const { choices } = await completeChat(work, 'acme', request);
    expect(choices).toHaveLength(2);
    expect(sent[0]?.body).toEqual({ ...request, max_tokens: 4096 });
  });

  it.each([{ max_tokens: 8 }, { max_completion_tokens: 8 }])(
    'keeps the bound %o',
    async (bound) => {
      const { work, sent } = await setUp();
      await completeChat(work, 'acme', asking(bound));
      const { max_tokens, max_completion_tokens } = sent[0]?.body ?? {};
      expect({ max_tokens, max_completion_tokens }).toEqual({
        ...{ max_tokens: undefined, max_completion_tokens: undefined },
        ...bound,
      });
    },
  );

  it('asks the provider to resolve its own uploads only when there are some', async () => {
    const { work, sent } = await setUp();
    const header = 'x-dashscope-ossresourceresolve';
    await completeChat(work, 'acme', asking(showing(image)));
    await completeChat(work, 'acme', asking(showing('oss://a/b'))).catch(() => undefined);
    expect(sent.map(({ headers }) => headers.get(header))).toEqual([null, 'enable']);
  });

  it('looks once at what a conversation shows twice', async () => {
    const { work } = await setUp();
    const request = asking(showing('asset:ast_0', 'asset:ast_0', 'asset:ast_1'));
    await expect(completeChat(work, 'acme', request)).rejects.toMatchObject({
      errors: [
        { pointer: '/messages/0/content/0/image_url/url' },
        { pointer: '/messages/0/content/2/image_url/url' },
      ],
    });
  });

  it('collects the answer of a model that only streams', async () => {
    const { work, sent } = await setUp();
    const completion = await completeChat(work, 'acme', asking({ model: 'qvq-max' }));
    expect(sent[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(ChatCompletion.parse(completion)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', reasoning_content: expect.stringMatching(/./) } }],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  const failures = [
    ['an unknown model', { model: 'gpt-4o' }, { code: 'not_found', status: 404 }, 1],
    ['a wrong value', { temperature: 7 }, { code: 'invalid_parameter', status: 400 }, 1],
    [
      'another’s asset',
      showing('oss://a', 'asset:ast_0'),
      { code: 'invalid_media', status: 400 },
      0,
    ],
  ] as const;
  it.each(failures)('refuses %s', async (_name, fields, error, asked) => {
    const { work, sent } = await setUp();
    await expect(completeChat(work, 'acme', asking(fields))).rejects.toMatchObject(error);
    expect(sent).toHaveLength(asked);
  });

  it('points at the one medium that the provider could not read', async () => {
    const { work, inject } = await setUp();
    await inject({ kind: 'status', code: 'InvalidFile.Format' });
    const pointerOf = async (...urls: string[]) => {
      const failure = completeChat(work, 'acme', asking(showing(...urls)));
      return (await failure.catch((error) => error)).errors[0].pointer;
    };
    expect(await pointerOf(image)).toBe('/messages/0/content/0/image_url/url');
    expect(await pointerOf(image, 'oss://a')).toBe('');
  });

  const troubles = [
    ['a lasting rate limit', { kind: 'status', status: 429 }, 'rate_limited', 3],
    ['lasting trouble', { kind: 'status', status: 500 }, 'provider_error', 3],
    [
      'an unpaid bill',
      { kind: 'status', code: 'PostpaidBillOverdue' },
      'provider_misconfigured',
      1,
    ],
    ['a rejected key', { kind: 'status', code: 'InvalidApiKey' }, 'provider_misconfigured', 1],
    ['moderation', { kind: 'status', code: 'DataInspectionFailed' }, 'content_policy', 1],
    ['an answer lost on its way', { kind: 'reset_after_accept' }, 'provider_error', 1],
    ['another’s page', { kind: 'wrong_body' }, 'provider_error', 1],
  ] as const;
  it.each(troubles)('tells %s', async (_name, fault, code, asked) => {
    const { work, sent, inject } = await setUp();
    await inject(fault);
    await expect(completeChat(work, 'acme', asking())).rejects.toMatchObject({ code });
    expect(sent).toHaveLength(asked);
  });
});

describe('streamChat', () => {
  const read = async (work: Parameters<typeof streamChat>[0], fields: object = {}) =>
    Array.fromAsync(await streamChat(work, 'acme', asking({ stream: true, ...fields })));

  it('hands on the provider’s chunks as they are', async () => {
    const { work } = await setUp();
    const stream_options = { include_usage: true };
    const chunks = (await read(work, { stream_options })).map((text) => JSON.parse(text));
    expect(new Set(chunks.map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']));
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) },
    });
    expect(chunks.at(0)?.choices[0]).toHaveProperty('logprobs');
  });

  it('leaves usage out unless it was asked for', async () => {
    const { work } = await setUp();
    expect(JSON.parse((await read(work)).at(-1) ?? '').choices).toHaveLength(1);
  });

  it('refuses before the stream begins what the provider refuses', async () => {
    const { work } = await setUp();
    await expect(read(work, { model: 'gpt-4o' })).rejects.toMatchObject({ status: 404 });
  });

  const endings = [
    ['moderated', { kind: 'moderation_in_stream' }, 'content_policy'],
    ['cut', { kind: 'stream_cut' }, 'provider_error'],
  ] as const;
  it.each(endings)('fails without a second call when the answer is %s', async (_n, fault, code) => {
    const { work, sent, inject } = await setUp();
    await inject(fault);
    await expect(read(work)).rejects.toMatchObject({ code });
    expect(sent).toHaveLength(1);
  });
});
