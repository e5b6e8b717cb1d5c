import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../../../infra/local/dashscope/route.ts';
import { askChat } from './ask-chat.ts';

const fields = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'enable_thinking',
  'thinking_budget',
  'reasoning_effort',
  'n',
  'stop',
  'response_format',
  'tools',
  'tool_choice',
];

const types = ['text', 'image_url', 'video_url', 'video', 'input_audio'];

const anyPart = fc.record(
  {
    type: fc.constantFrom(...types),
    text: fc.oneof(fc.string(), fc.jsonValue()),
    image_url: fc.oneof(fc.record({ url: fc.webUrl() }), fc.jsonValue()),
    video_url: fc.oneof(fc.record({ url: fc.webUrl() }), fc.jsonValue()),
    video: fc.jsonValue(),
    fps: fc.jsonValue(),
  },
  { requiredKeys: ['type'] },
);

const anyMessage = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
  content: fc.oneof(fc.string(), fc.array(anyPart), fc.jsonValue()),
});

const anyRequest = fc
  .record({
    model: fc.constantFrom('qwen3.5-plus', 'qwen3-vl-plus', 'qvq-max', 'qwen4-max', 'qwen-vl-ocr'),
    messages: fc.array(anyMessage, { minLength: 1, maxLength: 3 }),
    stream: fc.boolean(),
  })
  .chain((request) =>
    fc
      .tuple(fc.constantFrom(...fields, 'unknown'), fc.jsonValue())
      .map(([field, value]) => ({ ...request, [field]: value })),
  );

describe('the chat route', () => {
  it('answers or refuses whatever JSON it gets, in the words of the provider', async () => {
    const property = fc.asyncProperty(fc.oneof(anyRequest, fc.jsonValue()), async (json) => {
      const outcome = await askChat(json).then(
        async (response) => response.status === 200 && (await response.text()).length > 0,
        (error: unknown) => error instanceof ProviderError,
      );
      expect(outcome).toBe(true);
    });
    await fc.assert(property, { numRuns: 500, seed: 1 });
  });
});
