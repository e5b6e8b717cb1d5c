import { describe, expect, it } from 'vitest';
import { firstMessage, framesOf, refusalOf, user } from './ask-chat.ts';

const messages = [user('Why?')];

describe('thinking', () => {
  it.each([
    ['qwen3.5-plus', {}, true],
    ['qwen3.5-plus', { enable_thinking: false }, false],
    ['qwen3.8-max', { reasoning_effort: 'low' }, true],
    ['qwen4-max', {}, true],
    ['qwen4-max', { reasoning_effort: 'none' }, false],
    ['qwen3-vl-plus', {}, false],
    ['qwen3-vl-plus', { enable_thinking: true }, true],
    ['qwen3-vl-plus', { enable_thinking: null }, false],
    ['qwen3-vl-235b-a22b-thinking', {}, true],
  ])('of %s with %o: %s', async (model, fields, thinks) => {
    const { reasoning_content } = await firstMessage({ model, messages, ...fields });
    expect((reasoning_content ?? '') !== '').toBe(thinks);
  });

  it.each(['qwen-vl-max', 'qwen-vl-ocr', 'qwen3-vl-235b-a22b-instruct'])(
    'is not known to %s, which has no member for it',
    async (model) => {
      expect(await firstMessage({ model, messages })).not.toHaveProperty('reasoning_content');
    },
  );

  it('is streamed by qvq-max, which answers in no other way', async () => {
    const { frames } = await framesOf({ model: 'qvq-max', messages });
    expect(frames.length).toBeGreaterThan(5);
    expect(await refusalOf({ model: 'qvq-max', messages })).toEqual({
      status: 400,
      code: 'invalid_parameter_error',
      message:
        'This model only support stream mode, please enable the stream parameter to access the model.',
    });
  });

  it.each([
    [
      { model: 'qwen-vl-max', enable_thinking: true },
      'InvalidParameter.NotSupportEnableThinking',
      'The model qwen-vl-max does not support enable_thinking.',
    ],
    [
      { model: 'qwen3-vl-235b-a22b-thinking', enable_thinking: false },
      'invalid_parameter_error',
      'The value of the enable_thinking parameter is restricted to True.',
    ],
    [
      { model: 'qvq-max', stream: true, enable_thinking: false },
      'invalid_parameter_error',
      'The value of the enable_thinking parameter is restricted to True.',
    ],
    [
      { model: 'qvq-max', stream: true, thinking_budget: 16_385 },
      'invalid_parameter_error',
      'The thinking_budget parameter must be a positive integer and not greater than 16384',
    ],
    [
      { model: 'qwen3.8-max', reasoning_effort: 'low', thinking_budget: 100 },
      'invalid_parameter_error',
      'reasoning_effort and thinking_budget can not be set at the same time.',
    ],
    [
      { model: 'qwen3.8-max', reasoning_effort: 'none' },
      'invalid_parameter_error',
      'reasoning_effort should be one of low, medium, xhigh',
    ],
  ])('is refused for %o', async (fields, code, message) => {
    expect(await refusalOf({ messages, ...fields })).toEqual({ status: 400, code, message });
  });
});
