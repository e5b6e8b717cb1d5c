import type { Answer } from './answer.ts';
import type { ChatRequest } from './chat-request.ts';
import { textOf } from './markers.ts';
import { countTokens } from './tokens.ts';
import type { SeenMedia } from './view-media.ts';
import type { VisionModel } from './vision-models.ts';

/** Tokens of role and separators around each message. */
const messageOverhead = 4;

/** Tokens of a prompt, by kind. */
export type PromptTokens = {
  readonly text: number;
  readonly image: number;
  readonly video: number;
  readonly total: number;
};

export function countPrompt(request: ChatRequest, seen: readonly SeenMedia[]): PromptTokens {
  const text = request.messages.reduce(
    (sum, message) => sum + messageOverhead + countTokens(textOf(message)),
    0,
  );
  const tokensOf = (isImage: boolean) =>
    seen
      .filter(({ kind }) => (kind === 'image') === isImage)
      .reduce((sum, { tokens }) => sum + tokens, 0);
  const [image, video] = [tokensOf(true), tokensOf(false)];
  return { text, image, video, total: text + image + video };
}

/** The `usage` object (dashscope-api §9.3): older models tell totals only, kinds appear where they were used. */
export function usageOf(prompt: PromptTokens, answers: readonly Answer[], model: VisionModel) {
  const sum = (count: (answer: Answer) => number) =>
    answers.reduce((total, answer) => total + count(answer), 0);
  const reasoning = sum((answer) => answer.reasoning.length);
  const completion = reasoning + sum(spokenTokens);
  const totals = {
    prompt_tokens: prompt.total,
    completion_tokens: completion,
    total_tokens: prompt.total + completion,
  };
  if (!model.usageDetails) return totals;
  return {
    ...totals,
    completion_tokens_details: { reasoning_tokens: reasoning, text_tokens: completion },
    prompt_tokens_details: {
      cached_tokens: 0,
      ...(prompt.image > 0 && { image_tokens: prompt.image }),
      ...(prompt.video > 0 && { video_tokens: prompt.video }),
      text_tokens: prompt.text,
    },
  };
}

function spokenTokens({ text, toolCall }: Answer): number {
  return text.length + (toolCall ? countTokens(toolCall.name + toolCall.arguments) : 0);
}
