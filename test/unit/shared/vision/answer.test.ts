import { describe, expect, it } from 'vitest';
import {
  addUsage,
  emptyAnswer,
  grow,
  pieceOfCompletion,
  pieceOfGeneration,
} from '../../../../shared/vision/answer.ts';

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const completion = {
  choices: [{ finish_reason: 'stop', message: { content: 'A cat.' } }],
  usage,
  isPartial: false,
};

describe('an answer', () => {
  it('grows by its pieces and keeps what the last of them told', () => {
    const pieces = [
      { text: '', reasoning: 'Hm. ', model: 'm' },
      { text: 'A ', reasoning: '' },
      { text: 'cat.', reasoning: '', finishReason: 'stop' },
      { text: '', reasoning: '', usage },
    ];
    expect(pieces.reduce(grow, emptyAnswer)).toEqual({
      ...{ text: 'A cat.', reasoning: 'Hm. ', model: 'm', finishReason: 'stop', usage },
      read: null,
    });
  });

  it.each([
    [false, 'stop'],
    [true, 'length'],
  ])('that the provider’s time limit cut (%s) ends by %s', (isPartial, finishReason) => {
    expect(pieceOfCompletion({ ...completion, isPartial })).toMatchObject({ finishReason });
  });

  it.each([
    ['A cat.', 'A cat.'],
    [[{ text: 'A ' }, { text: 'cat.' }], 'A cat.'],
    [[], ''],
    [null, ''],
  ])('of the native endpoint has its text in %j', (content, text) => {
    const choices = [{ finish_reason: 'null', message: { content } }];
    expect(pieceOfGeneration({ output: { choices } })).toMatchObject({ text, finishReason: null });
  });
});

describe('addUsage', () => {
  it('adds what two turns cost, as far as it is known', () => {
    expect(addUsage(usage, usage)).toEqual({
      ...{ prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
    });
    expect(addUsage(usage, null)).toEqual(usage);
    expect(addUsage(null, usage)).toEqual(usage);
  });
});
