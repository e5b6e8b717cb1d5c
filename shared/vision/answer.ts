import type { VisionResult } from '../contract/vision.ts';
import type { Chunk, Completion } from '../dashscope/chat.ts';
import type { Generation } from '../dashscope/generation.ts';

/** What one message of the provider adds to an answer; one that comes whole is a single piece. */
export type AnswerPiece = {
  readonly text: string;
  readonly reasoning: string;
  readonly model?: string | null;
  readonly finishReason?: string | null;
  readonly usage?: VisionResult['usage'];
  /** What an OCR task has read, beside its text. */
  readonly read?: unknown;
};

/** An answer as far as it is known. */
export type Answer = {
  readonly text: string;
  readonly reasoning: string;
  readonly model: string | null;
  readonly finishReason: string | null;
  readonly usage: VisionResult['usage'];
  readonly read: unknown;
};

export const emptyAnswer: Answer = {
  text: '',
  reasoning: '',
  model: null,
  finishReason: null,
  usage: null,
  read: null,
};

/** The answer with one more piece of it. */
export function grow(answer: Answer, piece: AnswerPiece): Answer {
  return {
    text: answer.text + piece.text,
    reasoning: answer.reasoning + piece.reasoning,
    model: piece.model ?? answer.model,
    finishReason: piece.finishReason ?? answer.finishReason,
    usage: piece.usage ?? answer.usage,
    read: piece.read ?? answer.read,
  };
}

/** A completion in one piece. What the provider's own time limit cut is as incomplete as what `max_tokens` cut. */
export function pieceOfCompletion(completion: Completion): AnswerPiece {
  const [choice] = completion.choices;
  return {
    text: choice?.message.content ?? '',
    reasoning: choice?.message.reasoning_content ?? '',
    model: completion.model,
    finishReason: completion.isPartial ? 'length' : choice?.finish_reason,
    usage: completion.usage,
  };
}

/** A chunk of a stream; the last one has no choices and all of the usage. */
export function pieceOfChunk({ choices, model, usage }: Chunk): AnswerPiece {
  const [choice] = choices;
  return {
    text: choice?.delta.content ?? '',
    reasoning: choice?.delta.reasoning_content ?? '',
    model,
    finishReason: choice?.finish_reason,
    usage,
  };
}

/** What the native endpoint says, whole or a frame of a stream (dashscope-api §11.2, §11.3). */
export function pieceOfGeneration({ output, usage }: Generation): AnswerPiece {
  const [choice] = output.choices ?? [];
  const content = choice?.message.content ?? [];
  const items = typeof content === 'string' ? [{ text: content }] : content;
  const [found] = items.flatMap((item) => ('ocr_result' in item ? [item.ocr_result] : []));
  const { finish_reason } = choice ?? {};
  return {
    text: items.map(({ text }) => text ?? '').join(''),
    reasoning: choice?.message.reasoning_content ?? '',
    finishReason: finish_reason === 'null' ? null : finish_reason,
    usage: usage && {
      prompt_tokens: usage.input_tokens,
      completion_tokens: usage.output_tokens,
      total_tokens: usage.total_tokens ?? usage.input_tokens + usage.output_tokens,
    },
    read: found?.kv_result ?? found?.words_info,
  };
}

/** What two turns have cost together. */
export function addUsage(
  one: VisionResult['usage'],
  other: VisionResult['usage'],
): VisionResult['usage'] {
  if (!one || !other) return one ?? other;
  return {
    prompt_tokens: one.prompt_tokens + other.prompt_tokens,
    completion_tokens: one.completion_tokens + other.completion_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
  };
}
