import type { Clock } from '../runtime/world.ts';
import { type Answer, emptyAnswer, grow } from './answer.ts';
import type { VisionModel } from './models.ts';
import type { Question } from './question.ts';
import { retried } from './retry.ts';

/** The whole answer to a question. Tried again only until the provider begins to answer: what was said is billed. */
export async function collectAnswer(
  clock: Clock,
  until: Date,
  question: Question,
  model: VisionModel,
): Promise<Answer> {
  const secondsLeft = () => Math.max(1, (until.getTime() - clock.now().getTime()) / 1000);
  if (!model.streamsOnly) {
    return grow(emptyAnswer, await retried(clock, () => question.complete(secondsLeft())));
  }
  let answer = emptyAnswer;
  const pieces = await retried(clock, () => question.stream(secondsLeft()));
  for await (const piece of pieces) answer = grow(answer, piece);
  return answer;
}
