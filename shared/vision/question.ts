import type { Chat, ChatRequest } from '../dashscope/chat.ts';
import type { GenerationRequest, Generations } from '../dashscope/generation.ts';
import { type AnswerPiece, pieceOfChunk, pieceOfCompletion, pieceOfGeneration } from './answer.ts';

/** A request that is ready to be sent, whichever of the provider's endpoints it goes to. */
export type Question = {
  /** The whole answer at once. */
  complete(timeoutSeconds: number): Promise<AnswerPiece>;
  /** Resolves when the provider has accepted it; the pieces follow. */
  stream(timeoutSeconds: number): Promise<AsyncGenerator<AnswerPiece, void, undefined>>;
};

/** A question to the compatible endpoint (dashscope-api §9). */
export function chatQuestion(chat: Chat, request: ChatRequest, resolvesOss: boolean): Question {
  const options = (timeoutSeconds: number) => ({ resolvesOss, timeoutSeconds });
  return {
    complete: async (seconds) => pieceOfCompletion(await chat.complete(request, options(seconds))),
    stream: async (seconds) => mapped(await chat.stream(request, options(seconds)), pieceOfChunk),
  };
}

/** A question to the native endpoint (dashscope-api §11). */
export function generationQuestion(
  generations: Generations,
  request: GenerationRequest,
  resolvesOss: boolean,
): Question {
  const options = (timeoutSeconds: number) => ({ resolvesOss, timeoutSeconds });
  return {
    complete: async (seconds) =>
      pieceOfGeneration(await generations.complete(request, options(seconds))),
    stream: async (seconds) =>
      mapped(await generations.stream(request, options(seconds)), pieceOfGeneration),
  };
}

async function* mapped<From, To>(
  source: AsyncIterable<From>,
  map: (value: From) => To,
): AsyncGenerator<To, void, undefined> {
  for await (const value of source) yield map(value);
}
