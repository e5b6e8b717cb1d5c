import { afterAll, describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../../shared/contract/problem.ts';
import { VisionResult } from '../../../../shared/contract/vision.ts';
import { asking, image, startVision } from './vision-world.ts';

const worlds = await startVision();
afterAll(() => worlds.close());

describe('answerVision', () => {
  it('answers with text, usage and the caller’s request id', async () => {
    const { answer } = await worlds.create();
    const result = VisionResult.parse(await answer(asking({ max_tokens: 500 })));
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

  it('reasons with a model that thinks, and collects what it streams', async () => {
    const { answer, bodies } = await worlds.create();
    const result = await answer(asking({ max_tokens: 500 }), 'reason');
    expect(bodies[0]).toMatchObject({ model: 'qvq-max', stream: true });
    expect(result.reasoning).not.toBe('');
  });

  it('reads text without being told what to look for', async () => {
    const { answer, bodies } = await worlds.create();
    const result = await answer({ image }, 'ocr');
    expect(bodies[0]).toMatchObject({
      model: 'qwen-vl-ocr',
      messages: [{ content: [{}, { type: 'text', text: expect.stringContaining('text') }] }],
    });
    expect(result.model).toBe('qwen-vl-ocr');
  });

  it.each(['analyze', 'reason', 'ocr'] as const)('%s asks the model it is told', async (kind) => {
    const { answer, bodies } = await worlds.create();
    await answer(asking({ model: 'qwen3-vl-plus' }), kind);
    expect(bodies[0]).toMatchObject({ model: 'qwen3-vl-plus' });
  });

  it('sends our own model and token bound, and nothing that was not asked for', async () => {
    const { answer, bodies } = await worlds.create();
    await answer(asking({ max_tokens: undefined, temperature: 0.5 }));
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
      { image: undefined, images: ['oss://a', 'oss://b'], detail: 'high', max_pixels: 70000 },
      [
        { type: 'image_url', image_url: { url: 'oss://a', detail: 'high' }, max_pixels: 70000 },
        { type: 'image_url', image_url: { url: 'oss://b', detail: 'high' }, max_pixels: 70000 },
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
    const { answer, bodies } = await worlds.create();
    await answer(asking(fields)).catch(() => undefined);
    expect(bodies[0]).toMatchObject({
      messages: [{ content: [...content, { type: 'text', text: 'What is this?' }] }],
    });
  });

  it('says when the answer was cut', async () => {
    const { answer } = await worlds.create();
    const result = await answer(asking({ max_tokens: 2 }));
    expect(result).toMatchObject({ truncated: true, finish_reason: 'length' });
  });

  it('collects the answer of a model that only streams', async () => {
    const { answer, bodies } = await worlds.create();
    const result = await answer(asking({ model: 'qvq-max' }));
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
    const { answer, bodies, clock, inject } = await worlds.create();
    await inject(fault, { times: 2 });
    expect((await answer(asking())).object).toBe('vision.result');
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
    const { answer, bodies, inject } = await worlds.create();
    await inject(fault);
    await expect(answer(asking())).rejects.toMatchObject({ code });
    expect(bodies).toHaveLength(asked);
  });

  it.each(['', 'sk-sp-0000000000', 'sk-unknown-000000'])(
    'blames the set-up, not the caller, for the key %j',
    async (providerKey) => {
      const { answer } = await worlds.create({ providerKey });
      const error: Error = await answer(asking()).then(
        () => new Error('answered'),
        (failure) => failure,
      );
      expect(error).toMatchObject({ code: 'provider_misconfigured', status: 503 });
      expect(error.message).not.toContain(providerKey || 'sk-');
    },
  );

  it('asks nothing when the media is not there', async () => {
    const { answer, bodies } = await worlds.create();
    const request = asking({ image: undefined, images: [image, 'asset:ast_0'] });
    await expect(answer(request)).rejects.toMatchObject({
      errors: [{ pointer: '/images/1', code: 'invalid_media' }],
    });
    expect(bodies).toEqual([]);
  });

  it('tells what is wrong with fields, schema and media in one answer, and asks nothing', async () => {
    const { answer, bodies } = await worlds.create();
    const request = asking({
      ...{ image: 'asset:ast_0', max_tokens: 70_000, schema: { type: 'objekt' } },
    });
    await expect(answer(request)).rejects.toMatchObject({
      status: 400,
      errors: [{ pointer: '/max_tokens' }, { pointer: '/schema' }, { pointer: '/image' }],
    });
    expect(bodies).toEqual([]);
  });

  it('names what is better than waiting when the provider stays silent', async () => {
    const { answer } = await worlds.create({ isSilent: true });
    await expect(answer(asking())).rejects.toMatchObject({
      code: 'provider_timeout',
      message: expect.stringMatching(/"stream".*respond-async/),
    });
  });
});
