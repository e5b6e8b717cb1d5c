import { describe, expect, it } from 'vitest';
import type { AnswerPiece } from '../../../../shared/vision/answer.ts';
import { collectAnswer } from '../../../../shared/vision/collect-answer.ts';
import { findVisionModel } from '../../../../shared/vision/models.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const busy = Object.assign(new Error('busy'), { retryable: true });
const piece = (text: string): AnswerPiece => ({ text, reasoning: '' });

/** A provider that is busy so many times, for so many seconds each. */
function collecting(name: string, busyTimes: number, busySeconds: number) {
  const clock = createFakeClock({ jumps: true });
  const given: number[] = [];
  const accept = (timeoutSeconds: number) => {
    given.push(timeoutSeconds);
    if (given.length > busyTimes) return;
    clock.advance(busySeconds);
    throw busy;
  };
  const question = {
    complete: async (timeoutSeconds: number) => {
      accept(timeoutSeconds);
      return piece('whole');
    },
    stream: async (timeoutSeconds: number) => {
      accept(timeoutSeconds);
      return (async function* () {
        yield piece('in ');
        yield piece('pieces');
      })();
    },
  };
  const until = new Date(clock.now().getTime() + 270_000);
  const answer = collectAnswer(clock, until, question, findVisionModel(name).model);
  return { answer, given };
}

describe('collectAnswer', () => {
  it.each([
    ['qwen3.5-plus', 'whole'],
    ['qvq-max', 'in pieces'],
  ])('has the answer of %s as a whole', async (name, text) => {
    expect(await collecting(name, 0, 0).answer).toMatchObject({ text });
  });

  it.each(['qwen3.5-plus', 'qvq-max'])(
    'gives a repeat only what is left of the time',
    async (name) => {
      const { answer, given } = collecting(name, 2, 10);
      await answer;
      expect(given[0]).toBe(270);
      expect(given[1]).toBeLessThanOrEqual(260);
      expect(given[2]).toBeLessThanOrEqual(250);
    },
  );

  it('does not ask again so late that nobody would wait for it', async () => {
    const { answer, given } = collecting('qwen3.5-plus', 1, 200);
    await expect(answer).rejects.toBe(busy);
    expect(given).toEqual([270]);
  });
});
