import { afterAll, describe, expect, it } from 'vitest';
import type { ServiceError } from '../../../../shared/contract/service-error.ts';
import { asking, startVision } from './vision-world.ts';

const worlds = await startVision();
afterAll(() => worlds.close());

const schema = {
  type: 'object',
  required: ['colour', 'count'],
  properties: { colour: { type: 'string' }, count: { type: 'integer' } },
};
const wanting = (fields: object = {}) => asking({ max_tokens: 2000, schema, ...fields });

describe('an answer that must be JSON', () => {
  it('is parsed, and thinking is turned off for it', async () => {
    const { answer, bodies } = await worlds.create();
    const result = await answer(wanting());
    expect(result.json).toEqual({ colour: expect.any(String), count: expect.any(Number) });
    expect(result.warnings.map(({ code }) => code)).toEqual(['thinking_disabled']);
    expect(bodies).toMatchObject([
      { enable_thinking: false, response_format: { type: 'json_object' } },
    ]);
    expect(JSON.stringify(bodies[0])).toContain('JSON Schema');
  });

  it('is any object when no schema is given', async () => {
    const { answer } = await worlds.create();
    const { json } = await answer(wanting({ schema: undefined, json_mode: true }));
    expect(json).toMatchObject({ description: expect.any(String) });
  });

  it.each(['qvq-max', 'qwen-vl-ocr', 'qwen3.7-plus', 'qwen3-vl-plus'])(
    'is JSON from %s as well, fences and all',
    async (model) => {
      const { answer } = await worlds.create();
      expect((await answer(wanting({ model }))).json).toMatchObject({ count: 1 });
    },
  );

  it.each(['qwen3.5-plus', 'qwen-vl-ocr'])(
    'is asked for once more when it does not fit (%s), and the usage counts both',
    async (model) => {
      const { answer, bodies } = await worlds.create();
      const prompt = 'What? [[chat:unfit_json]]';
      const once = await answer(wanting({ model, prompt: 'What?' }));
      const result = await answer(wanting({ model, prompt }));
      expect(bodies).toHaveLength(3);
      expect(result.json).toMatchObject({ count: 1 });
      expect(result.warnings.at(-1)?.code).toBe('structured_output_repaired');
      expect(result.usage?.prompt_tokens).toBeGreaterThan(2 * (once.usage?.prompt_tokens ?? 0));
    },
  );

  it('shows the model what was wrong, and a model without memory the image again', async () => {
    const { answer, bodies } = await worlds.create();
    const prompt = 'What? [[chat:unfit_json]]';
    await answer(wanting({ prompt }));
    await answer(wanting({ prompt, model: 'qwen-vl-ocr' }));
    const complaint = { type: 'text', text: expect.stringContaining("'colour'") };
    expect(bodies[1]).toMatchObject({
      messages: [{}, { role: 'assistant' }, { role: 'user', content: [complaint] }],
    });
    expect(bodies[3]).toMatchObject({
      messages: [{}, { role: 'assistant' }, { content: [{ type: 'image_url' }, {}, {}, {}] }],
    });
  });

  it('is refused with its raw text when it still does not fit', async () => {
    const { answer, bodies } = await worlds.create();
    const failure = await answer(wanting({ prompt: 'What? [[chat:never_fit]]' })).catch(
      (error: ServiceError) => error,
    );
    expect(failure).toMatchObject({
      code: 'structured_output_invalid',
      status: 502,
      extras: { text: '{"unfit":true}' },
    });
    expect(bodies).toHaveLength(2);
  });

  it('is not asked for again when it was cut off', async () => {
    const { answer, bodies } = await worlds.create();
    await expect(answer(wanting({ max_tokens: 3 }))).rejects.toMatchObject({
      code: 'structured_output_invalid',
      message: expect.stringContaining('max_tokens'),
    });
    expect(bodies).toHaveLength(1);
  });

  it('is streamed as it comes; the result carries what fits', async () => {
    const { stream, bodies } = await worlds.create();
    const events = await stream(wanting({ prompt: 'What? [[chat:unfit_json]]' }));
    expect(events.at(-1)).toMatchObject({ event: 'result', data: { json: { count: 1 } } });
    expect(bodies.map(({ stream: streams }) => streams ?? false)).toEqual([true, false]);
  });
});
