import { describe, expect, it } from 'vitest';
import { firstMessage, refusalOf, user } from './ask-chat.ts';

const messages = [user('Describe it as json.')];
const jsonObject = { type: 'json_object' };
const schema = {
  type: 'object',
  properties: { title: { type: 'string' }, count: { type: 'integer', minimum: 2 } },
  required: ['title', 'count'],
};
const jsonSchema = { type: 'json_schema', json_schema: { name: 'thing', strict: true, schema } };
const silent = { enable_thinking: false };
const fence = /^```json\n(.*)\n```$/;

describe('structured output', () => {
  it('is JSON with the facts in it', async () => {
    const json = { model: 'qwen3.5-plus', messages, response_format: jsonObject, ...silent };
    expect(JSON.parse((await firstMessage(json)).content)).toEqual({
      description: 'There is nothing to look at. You asked: Describe it as json.',
      question: 'Describe it as json.',
      media: [],
    });
  });

  it('fits the schema, and needs no word "json" then', async () => {
    const json = { model: 'qwen3.7-plus', messages: [user('Describe it.')], ...silent };
    const { content } = await firstMessage({ ...json, response_format: jsonSchema });
    expect(JSON.parse(content)).toEqual({
      title: 'There is nothing to look at. You asked: Describe it.',
      count: 2,
    });
  });

  it.each([jsonObject, undefined])(
    'follows a schema in words, with response_format %o',
    async (form) => {
      const words = `It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
      const json = { model: 'qwen-vl-ocr', messages: [user(words)], response_format: form };
      const { content } = await firstMessage(json);
      expect(JSON.parse(content.replace(fence, '$1'))).toMatchObject({ count: 2 });
      expect(fence.test(content)).toBe(form === undefined);
    },
  );

  it('is valid while thinking where the model can do both', async () => {
    const json = { model: 'qwen3.7-plus', messages, response_format: jsonObject };
    const { content, reasoning_content } = await firstMessage(json);
    expect(reasoning_content).not.toBe('');
    expect(JSON.parse(content)).toBeTypeOf('object');
  });

  it('is promised by nobody while qwen3.5 and qwen3.6 think: it comes fenced', async () => {
    const json = { model: 'qwen3.6-plus', messages, response_format: jsonObject };
    const { content } = await firstMessage(json);
    expect(() => JSON.parse(content)).toThrow(SyntaxError);
    expect(JSON.parse(fence.exec(content)?.[1] ?? '')).toBeTypeOf('object');
  });

  it.each([
    [
      'the word "json" is missing',
      { model: 'qwen3.5-plus', messages: [user('Describe it.')], response_format: jsonObject },
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    ],
    [
      'qwen3-vl thinks',
      { model: 'qwen3-vl-plus', enable_thinking: true, messages, response_format: jsonObject },
      'Json mode response is not supported when enable_thinking is true',
    ],
    [
      'the type is unknown',
      { model: 'qwen3.5-plus', messages, response_format: { type: 'xml' } },
      "Unknown format of response_format, response_format should be a dict, includes 'type' and an optional key 'json_schema'. The response_format type from user is xml.",
    ],
    [
      'the schema is missing',
      { model: 'qwen3.5-plus', messages, response_format: { type: 'json_schema' } },
      "Unknown format of response_format, response_format should be a dict, includes 'type' and an optional key 'json_schema'. The response_format type from user is json_schema.",
    ],
  ])('is refused when %s', async (_name, json, message) => {
    expect(await refusalOf(json)).toEqual({
      status: 400,
      code: 'invalid_parameter_error',
      message,
    });
  });

  it('takes the type text for prose', async () => {
    const json = { model: 'qwen3.5-plus', messages, response_format: { type: 'text' } };
    expect((await firstMessage(json)).content).toMatch(/^There is nothing/);
  });

  describe('broken by a marker', () => {
    const model = 'qwen3.7-plus';
    const repair = { role: 'user', content: 'That did not fit. Again, json only.' };
    const answered = { role: 'assistant', content: '{"unfit":true}' };
    const ask = async (...turns: object[]) =>
      JSON.parse(
        (await firstMessage({ model, response_format: jsonSchema, messages: turns, ...silent }))
          .content,
      );

    it('does not fit once, and does when asked again', async () => {
      const first = user('json [[chat:unfit_json]]');
      expect(await ask(first)).toEqual({ unfit: true });
      expect(await ask(first, answered, repair)).toHaveProperty('title');
    });

    it('never fits', async () => {
      const first = user('json [[chat:never_fit]]');
      expect(await ask(first)).toEqual({ unfit: true });
      expect(await ask(first, answered, repair)).toEqual({ unfit: true });
    });
  });
});
