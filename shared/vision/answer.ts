import type { VisionResult } from '../contract/vision.ts';
import type { Chunk, Completion } from '../dashscope/chat.ts';

/** An answer as far as it is known. */
export type Answer = {
  readonly text: string;
  readonly reasoning: string;
  readonly model: string | null;
  readonly finishReason: string | null;
  readonly usage: VisionResult['usage'];
};

export const emptyAnswer: Answer = {
  text: '',
  reasoning: '',
  model: null,
  finishReason: null,
  usage: null,
};

/** The answer of a completion that came in one piece. */
export function collectAnswer({ choices, model, usage }: Completion): Answer {
  const [choice] = choices;
  return {
    text: choice?.message.content ?? '',
    reasoning: choice?.message.reasoning_content ?? '',
    model: model ?? null,
    finishReason: choice?.finish_reason ?? null,
    usage: usage ?? null,
  };
}

/** The answer with one more chunk of it; the last chunk has no choices and all of the usage. */
export function grow(answer: Answer, { choices, model, usage }: Chunk): Answer {
  const [choice] = choices;
  return {
    text: answer.text + (choice?.delta.content ?? ''),
    reasoning: answer.reasoning + (choice?.delta.reasoning_content ?? ''),
    model: model ?? answer.model,
    finishReason: choice?.finish_reason ?? answer.finishReason,
    usage: usage ?? answer.usage,
  };
}
