import { describe, expect, it } from 'vitest';
import { describeLetter, mayHaveBeenBilled } from '../../../../infra/redrive/describe-letter.ts';

const given_up_at = '2026-11-21T05:00:00.000Z';
const asked = { event: { detail: { request: { prompt: 'a secret cat' } } } };

const letters: readonly (readonly [what: string, content: unknown, line: string])[] = [
  [
    'a refusal',
    { given_up_at, ...asked, problem: { code: 'invalid_media', detail: 'It is\nno image.' } },
    `${given_up_at}  invalid_media: It is no image.`,
  ],
  [
    'a job that failed, and may have cost something',
    { given_up_at, ...asked, problem: { code: 'task_lost', message: 'Gone.', maybe_billed: true } },
    `${given_up_at}  task_lost (may have been billed): Gone.`,
  ],
  [
    'what Lambda gave up',
    {
      timestamp: given_up_at,
      requestPayload: asked,
      responsePayload: { errorType: 'EventRefused', errorMessage: 'The bus is down.' },
    },
    `${given_up_at}  EventRefused: The bus is down.`,
  ],
  [
    'what Lambda gave up of a job that may have cost something',
    {
      timestamp: given_up_at,
      requestPayload: { event: { detail: { redrive: 'vid_1', maybe_billed: true } } },
      responsePayload: { errorType: 'EventRefused', errorMessage: 'The bus is down.' },
    },
    `${given_up_at}  EventRefused (may have been billed): The bus is down.`,
  ],
  [
    'a function that ran out of time',
    {
      timestamp: given_up_at,
      requestContext: { condition: 'RetriesExhausted' },
      responsePayload: { errorMessage: 'Task timed out after 60.00 seconds' },
    },
    `${given_up_at}  RetriesExhausted: Task timed out after 60.00 seconds`,
  ],
  ...[{}, { responsePayload: null }, { responsePayload: 'Bad Gateway' }].map(
    (answer) =>
      [
        `an event that nobody got to before it was too old, ${JSON.stringify(answer)}`,
        {
          timestamp: given_up_at,
          requestContext: { condition: 'EventAgeExceeded' },
          requestPayload: asked,
          ...answer,
        },
        `${given_up_at}  EventAgeExceeded`,
      ] as const,
  ),
  ['a record without a reason', { timestamp: given_up_at }, 'nothing is known of it'],
  ['something else', { hello: 'world' }, 'nothing is known of it'],
  ['no object', null, 'nothing is known of it'],
];

describe('a dead letter in the list', () => {
  it.each(letters)('of %s says when and why, and not what was asked', (_, content, line) => {
    expect(describeLetter(content)).toBe(line);
  });

  it('shows no signature, no key, and no more than a line can hold', () => {
    const detail = `https://a.example/b?X-Amz-Signature=5e1f sk-planted000000 ${'x'.repeat(999)}`;
    const line = describeLetter({ given_up_at, problem: { code: 'invalid_media', detail } });
    expect(line).not.toMatch(/5e1f|sk-planted/);
    expect(line.length).toBeLessThan(300);
  });
});

const refused = { code: 'invalid_json', detail: 'no' };
const freed = { code: 'x', message: 'no', maybe_billed: false };
const again = { redrive: 'vid_1' };
const billed = { ...again, maybe_billed: true };
const free = { ...again, maybe_billed: false };
const ours = (problem: object, detail: object) => ({ given_up_at, problem, event: { detail } });
const ofLambda = (detail: object) => ({ requestPayload: { event: { detail } } });

const doubts: readonly (readonly [what: string, content: unknown, doubt: boolean])[] = [
  ['of a first attempt that was refused', ours(refused, {}), false],
  ['of a job that cost nothing', ours(freed, free), false],
  ['of a job that may have cost something', ours({ ...freed, maybe_billed: true }, again), true],
  ['of a paid one that was refused when it was tried again', ours(refused, billed), true],
  ['of a free one that was refused when it was tried again', ours(refused, free), false],
  ['of one that was refused when it was tried again, and nobody knows', ours(refused, again), true],
  ['of Lambda, of a first attempt', ofLambda({}), false],
  ['of Lambda, of a paid one', ofLambda(billed), true],
  ['of Lambda, of a free one', ofLambda(free), false],
  ['of Lambda, of one that nobody knows about', ofLambda(again), true],
  ['that is nothing', null, false],
];

describe('trying a dead letter again', () => {
  it.each(doubts)('%s is known to be dear or not', (_, content, doubt) => {
    expect(mayHaveBeenBilled(content)).toBe(doubt);
  });
});
