import { describe, expect, it } from 'vitest';
import { refusalOf, user } from './ask-chat.ts';

const model = 'qwen3.5-plus';
const messages = [user('Hi')];
const bad = (message: string, code = 'invalid_parameter_error') => ({ status: 400, code, message });
const body = 'Required body invalid, please check the request body format.';
const modal = 'The item of content should be a message of a certain modal.';
const shown = (...content: unknown[]) => ({ model, messages: [{ role: 'user', content }] });

describe('a chat request is refused', () => {
  it.each([
    ['no body', undefined, bad(body)],
    ['a list', [], bad(body)],
    ['a text', 'hello', bad(body)],
    ['no model', { messages }, bad('you must provide a model parameter.', 'invalid_request_error')],
    [
      'an unknown model',
      { model: 'gpt-4o', messages },
      {
        status: 404,
        code: 'model_not_found',
        message: 'The model `gpt-4o` does not exist or you do not have access to it.',
      },
    ],
    ['no messages', { model }, bad("[] is too short - 'messages'")],
    ['empty messages', { model, messages: [] }, bad("[] is too short - 'messages'")],
    [
      'a message without content',
      { model, messages: [{ role: 'user' }] },
      bad('The content field is a required field.'),
    ],
    [
      'content of another type',
      { model, messages: [{ role: 'user', content: 7 }] },
      bad('The content field is a required field.'),
    ],
    [
      'an unknown role',
      { model, messages: [{ role: 'pilot', content: 'Hi' }] },
      bad("The role should be one of ['system', 'assistant', 'user', 'tool', 'function']."),
    ],
    ['an unknown part', shown({ type: 'sculpture', url: 'x' }), bad(modal)],
    ['a part of no type', shown({ image: 'https://web.example/a.jpg' }), bad(modal)],
    ['sound', shown({ type: 'input_audio', input_audio: { data: '', format: 'wav' } }), bad(modal)],
    [
      'an image without its url',
      shown({ type: 'image_url', image_url: {} }),
      bad(
        'Required parameter(messages.0.content.0.image_url.url) missing or invalid, please check the request parameters.',
      ),
    ],
    [
      'a frame rate out of range',
      shown({ type: 'video_url', video_url: { url: 'https://web.example/a.mp4' }, fps: 11 }),
      bad('Range of fps should be [0.1, 10.0]'),
    ],
    [
      'an answer as the last turn',
      { model, messages: [...messages, { role: 'assistant', content: 'Hello' }] },
      {
        status: 500,
        code: 'internal_error',
        message: '<500> InternalError.Algo: list index out of range',
      },
    ],
    [
      'more than its context',
      { model: 'qwen-vl-ocr', messages: [user('汉'.repeat(30_001))] },
      bad('<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30000]'),
    ],
  ])('for %s', async (_name, json, refusal) => {
    expect(await refusalOf(json)).toEqual(refusal);
  });

  it.each([
    ['temperature', [2, -0.1, 'hot'], 'Temperature should be in [0.0, 2.0)'],
    ['top_p', [0, 1.01], 'Range of top_p should be (0.0, 1.0]'],
    ['top_k', [-1, 0.5], 'Parameter top_k be greater than or equal to 0'],
    ['presence_penalty', [-2.1, 2.1], 'Presence_penalty should be in [-2.0, 2.0]'],
    ['repetition_penalty', [0, -1], 'Repetition_penalty should be greater than 0.0'],
    ['max_tokens', [0, 65_537, 1.5], 'Range of max_tokens should be [1, 65536]'],
    ['max_completion_tokens', [0, 147_457], 'Range of max_completion_tokens should be [1, 147456]'],
    [
      'thinking_budget',
      [0, 81_921],
      'The thinking_budget parameter must be a positive integer and not greater than 81920',
    ],
    ['n', [0, 5, 1.5], 'Range of n should be [1, 4]'],
    ['top_logprobs', [-1, 6], 'Range of top_logprobs should be [0, 5]'],
    [
      'tool_choice',
      ['required', 1],
      'tool_choice is one of the strings that should be ["none", "auto"]',
    ],
  ])('for %s out of range', async (field, values, message) => {
    for (const value of values) {
      expect(await refusalOf({ model, messages, [field]: value })).toEqual(bad(message));
    }
  });

  it.each([
    [-1, "-1 is lesser than the minimum of 0 - 'seed'"],
    [2 ** 31, "2147483648 is greater than the maximum of 2147483647 - 'seed'"],
  ])('for the seed %d', async (seed, message) => {
    expect(await refusalOf({ model, messages, seed })).toEqual(bad(message, 'invalid_value'));
  });
});
