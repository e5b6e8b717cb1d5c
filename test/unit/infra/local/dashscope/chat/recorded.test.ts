import { describe, expect, it } from 'vitest';
import { samplePicture } from '../media/sample-media.ts';
import { shapeOf } from '../virtual-twin.ts';
import { askChat, framesOf, image, type Media, user } from './ask-chat.ts';

const media: Media = {
  'https://web.example/a.jpg': { bytes: await samplePicture('jpeg', 64, 48), mime: 'image/jpeg' },
};
const messages = [user('What is it?', image('https://web.example/a.jpg'))];

/** The sample of dashscope-api §9.3. */
const recordedAnswer = {
  choices: [
    {
      message: { role: 'assistant', content: '…', reasoning_content: '' },
      finish_reason: 'stop',
      index: 0,
      logprobs: null,
    },
  ],
  object: 'chat.completion',
  usage: {
    prompt_tokens: 1270,
    completion_tokens: 54,
    total_tokens: 1324,
    completion_tokens_details: { reasoning_tokens: 0, text_tokens: 54 },
    prompt_tokens_details: { cached_tokens: 0, image_tokens: 1247, text_tokens: 23 },
  },
  created: 1756455080,
  system_fingerprint: null,
  model: 'qwen3.6-plus',
  id: 'chatcmpl-624b665b-fb93-99e7-9ebd-bb6d86d314d2',
};

const envelope = {
  created: 1742983020,
  system_fingerprint: null,
  model: 'qvq-max',
  id: 'chatcmpl-ab4f3963',
};

const recordedChunk = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ delta, index: 0, logprobs: null, finish_reason }],
  object: 'chat.completion.chunk',
  usage: null,
  ...envelope,
});

/** The chunks of dashscope-api §9.4: first, thinking, answer, end, usage. */
const recordedChunks = {
  first: recordedChunk({ content: null, role: 'assistant', reasoning_content: '' }),
  thinking: recordedChunk({ content: null, reasoning_content: 'Okay' }),
  answer: recordedChunk({ content: 'The', reasoning_content: null }),
  end: recordedChunk({ content: '', reasoning_content: null }, 'stop'),
  usage: {
    choices: [],
    object: 'chat.completion.chunk',
    usage: { ...recordedAnswer.usage },
    ...envelope,
  },
};

/** Shapes without the order of keys, which differs between the provider's own chunks. */
const unorderedShape = (value: unknown): unknown => {
  const shape = JSON.stringify(shapeOf(value));
  return JSON.parse(shape, (_key, inner) =>
    Array.isArray(inner) ? inner.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : inner,
  );
};

describe('the recorded samples', () => {
  it('have the keys of an answer, in their order', async () => {
    const response = await askChat(
      { model: 'qwen3.6-plus', enable_thinking: false, messages },
      { media },
    );
    expect(shapeOf(await response.json())).toEqual(shapeOf(recordedAnswer));
  });

  it('have the keys of every chunk', async () => {
    const json = { model: 'qvq-max', messages, stream_options: { include_usage: true } };
    const { frames } = await framesOf(json, { media });
    const chunks = frames.slice(0, -1).map((frame) => JSON.parse(frame));
    const { first, thinking, answer, end, usage } = recordedChunks;
    const sent = [...new Set(chunks.map((chunk) => JSON.stringify(unorderedShape(chunk))))];
    const recorded = [first, thinking, answer, end, usage].map((chunk) =>
      JSON.stringify(unorderedShape(chunk)),
    );
    expect(sent).toEqual(recorded);
  });
});
