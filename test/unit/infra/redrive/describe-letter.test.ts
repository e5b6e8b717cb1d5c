import { describe, expect, it } from 'vitest';
import { describeLetter } from '../../../../infra/redrive/describe-letter.ts';

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
