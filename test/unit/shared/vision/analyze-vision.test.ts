import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../../shared/contract/problem.ts';
import { AnalyzeVisionRequest, VisionResult } from '../../../../shared/contract/vision.ts';
import { Chat } from '../../../../shared/dashscope/chat.ts';
import { ProviderKey } from '../../../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../../../shared/dashscope/transport.ts';
import { AssetStore } from '../../../../shared/media/assets.ts';
import { MediaDelivery } from '../../../../shared/media/delivery.ts';
import {
  analyzeVision,
  streamVision,
  type VisionEvent,
  type VisionWork,
} from '../../../../shared/vision/analyze-vision.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startSecretsWire } from '../../../support/in-process-aws.ts';
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

const call = { owner: 'acme', requestId: 'req-1' };
const asking = (fields: object = {}): AnalyzeVisionRequest =>
  AnalyzeVisionRequest.parse({ prompt: 'What is this?', image, max_tokens: 8, ...fields });
const completions = '/compatible-mode/v1/chat/completions';

async function setUp(options: { providerKey?: string } = {}) {
  const clock = createFakeClock({ jumps: true });
  const provider = createProvider(clock);
  const store = await storage.createStore();
  const { arn } = secrets.plant(options.providerKey ?? plantedKey);
  const key = new ProviderKey(secrets.client, arn, clock);
  const bodies: Record<string, unknown>[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    bodies.push(JSON.parse(String(init?.body)));
    return provider.fetch(input, init);
  };
  const chat = new Chat(createTransport({ baseUrl: providerOrigin, key, fetch }));
  const assets = new AssetStore(store, clock);
  const media = new MediaDelivery({ assets, mode: 'auto', providerBaseUrl: providerOrigin });
  const work: VisionWork = { chat, media, clock };
  const inject = (fault: Record<string, unknown>, times?: number) =>
    provider.inject(fault, { path: completions, ...(times && { times }) });
  return { work, bodies, clock, inject };
}
async function collect(work: VisionWork, request: AnalyzeVisionRequest) {
  const events: VisionEvent[] = [];
  for await (const event of await streamVision(work, call, request)) events.push(event);
  return events;
}

describe('analyzeVision', () => {
  it('answers with text, usage and the caller’s request id', async () => {
    const { work } = await setUp();
    const result = VisionResult.parse(await analyzeVision(work, call, asking({ max_tokens: 500 })));
    expect(result).toMatchObject({
      object: 'vision.result',
      model: 'qwen3.5-plus',
      finish_reason: 'stop',
      truncated: false,
      request_id: 'req-1',
    });
    expect(result.text).toContain('64');
    expect(result.id).toMatch(/^vis_/);
    expect(result.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('sends our own model and token bound, and nothing that was not asked for', async () => {
    const { work, bodies } = await setUp();
    await analyzeVision(work, call, asking({ max_tokens: undefined, temperature: 0.5 }));
    expect(bodies[0]).toEqual({
      model: 'qwen3.5-plus',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: image } },
            { type: 'text', text: 'What is this?' },
          ],
        },
      ],
      max_tokens: 4096,
      temperature: 0.5,
    });
  });

  const parts = [
    [
      { image: undefined, images: ['oss://a', 'oss://b'], detail: 'high', max_pixels: 5000 },
      [
        { type: 'image_url', image_url: { url: 'oss://a', detail: 'high' }, max_pixels: 5000 },
        { type: 'image_url', image_url: { url: 'oss://b', detail: 'high' }, max_pixels: 5000 },
      ],
    ],
    [
      { image: undefined, video: 'oss://v', fps: 1, min_pixels: 4096 },
      [{ type: 'video_url', video_url: { url: 'oss://v' }, fps: 1, min_pixels: 4096 }],
    ],
    [
      { image: undefined, video_frames: ['oss://1', 'oss://2', 'oss://3', 'oss://4'], fps: 2 },
      [{ type: 'video', video: ['oss://1', 'oss://2', 'oss://3', 'oss://4'], fps: 2 }],
    ],
  ] as const;
  it.each(parts)('puts %o where the provider wants it', async (fields, content) => {
    const { work, bodies } = await setUp();
    await analyzeVision(work, call, asking(fields)).catch(() => undefined);
    expect(bodies[0]).toMatchObject({
      messages: [{ content: [...content, { type: 'text', text: 'What is this?' }] }],
    });
  });

  it('says when the answer was cut', async () => {
    const { work } = await setUp();
    const result = await analyzeVision(work, call, asking({ max_tokens: 2 }));
    expect(result).toMatchObject({ truncated: true, finish_reason: 'length' });
  });

  it('collects the answer of a model that only streams', async () => {
    const { work, bodies } = await setUp();
    const result = await analyzeVision(work, call, asking({ model: 'qvq-max' }));
    expect(bodies[0]?.stream).toBe(true);
    expect(result.reasoning.length).toBeGreaterThan(0);
    expect(result.usage).not.toBeNull();
  });

  const passing = [
    { kind: 'status', status: 429, code: 'Throttling.RateQuota' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, code: 'ModelServingError' },
  ];
  it.each(passing)('tries again after $status $code', async (fault) => {
    const { work, bodies, clock, inject } = await setUp();
    await inject(fault, 2);
    expect((await analyzeVision(work, call, asking())).object).toBe('vision.result');
    expect(bodies).toHaveLength(3);
    for (const pause of clock.slept) expect(pause).toBeLessThanOrEqual(2000);
  });

  const failures: readonly [string, Record<string, unknown>, ProblemCode, number][] = [
    ['a lasting rate limit', { kind: 'status', status: 429 }, 'provider_unavailable', 3],
    ['lasting trouble', { kind: 'status', status: 500 }, 'provider_error', 3],
    [
      'an unpaid bill',
      { kind: 'status', code: 'PostpaidBillOverdue' },
      'provider_misconfigured',
      1,
    ],
    ['overdue payment', { kind: 'status', code: 'Arrearage' }, 'provider_misconfigured', 1],
    ['moderation', { kind: 'status', code: 'DataInspectionFailed' }, 'content_policy', 1],
    ['media nobody can read', { kind: 'status', code: 'InvalidFile.Format' }, 'invalid_media', 1],
    ['a wrong parameter', { kind: 'status', code: 'InvalidParameter' }, 'invalid_parameter', 1],
    ['a dead connection', { kind: 'reset_before_accept' }, 'provider_error', 1],
    ['an answer lost on its way', { kind: 'reset_after_accept' }, 'provider_error', 1],
    ['another’s page', { kind: 'wrong_body' }, 'provider_error', 1],
  ];
  it.each(failures)('tells %s', async (_name, fault, code, asked) => {
    const { work, bodies, inject } = await setUp();
    await inject(fault);
    await expect(analyzeVision(work, call, asking())).rejects.toMatchObject({ code });
    expect(bodies).toHaveLength(asked);
  });

  it.each(['', 'sk-sp-0000000000', 'sk-unknown-000000'])(
    'blames the set-up, not the caller, for the key %j',
    async (providerKey) => {
      const { work } = await setUp({ providerKey });
      const error: Error = await analyzeVision(work, call, asking()).then(
        () => new Error('answered'),
        (failure) => failure,
      );
      expect(error).toMatchObject({ code: 'provider_misconfigured', status: 503 });
      expect(error.message).not.toContain(providerKey || 'sk-');
    },
  );

  it('asks nothing when the media is not there', async () => {
    const { work, bodies } = await setUp();
    const request = asking({ image: undefined, images: [image, 'asset:ast_0'] });
    await expect(analyzeVision(work, call, request)).rejects.toMatchObject({
      errors: [{ pointer: '/images/1', code: 'invalid_media' }],
    });
    expect(bodies).toEqual([]);
  });
});

describe('streamVision', () => {
  it('hands on reasoning, then text, then the whole result', async () => {
    const { work } = await setUp();
    const events = await collect(work, asking({ model: 'qvq-max' }));
    const names = events.map(({ event }) => event);
    expect([...new Set(names)]).toEqual(['reasoning.delta', 'text.delta', 'result']);
    const last = events.at(-1);
    const { text, reasoning } = VisionResult.parse(last?.data);
    const joined = (name: string) =>
      events
        .map(({ event, data }) => (event === name && 'delta' in data ? data.delta : ''))
        .join('');
    expect(joined('text.delta')).toBe(text);
    expect(joined('reasoning.delta')).toBe(reasoning);
  });

  it('tries again before the first byte only', async () => {
    const { work, bodies, inject } = await setUp();
    await inject({ kind: 'status', status: 429 }, 1);
    expect((await collect(work, asking())).at(-1)?.event).toBe('result');
    expect(bodies).toHaveLength(2);
  });

  const endings = [
    ['moderated', { kind: 'moderation_in_stream' }, 'content_policy'],
    ['cut', { kind: 'stream_cut' }, 'provider_error'],
  ] as const;
  it.each(endings)('fails without a second call when the answer is %s', async (_n, fault, code) => {
    const { work, bodies, inject } = await setUp();
    await inject(fault);
    const request = asking({ max_tokens: 100 });
    await expect(collect(work, request)).rejects.toMatchObject({ code });
    expect(bodies).toHaveLength(1);
  });

  it('refuses before the stream begins what the provider refuses', async () => {
    const { work, inject } = await setUp();
    await inject({ kind: 'status', code: 'DataInspectionFailed' });
    await expect(streamVision(work, call, asking())).rejects.toMatchObject({
      code: 'content_policy',
    });
  });
});
