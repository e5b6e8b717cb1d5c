import { AnswerBrokenError } from './errors.ts';

/**
 * The frames of an answer as they come.
 * @throws AnswerBrokenError once the first has come; before that, whatever keeps it from coming
 */
export async function* answering<Frame>(
  frames: AsyncIterable<Frame>,
): AsyncGenerator<Frame, void, undefined> {
  let hasBegun = false;
  try {
    for await (const frame of frames) {
      hasBegun = true;
      yield frame;
    }
  } catch (error) {
    throw hasBegun ? new AnswerBrokenError(error as Error) : error;
  }
}
