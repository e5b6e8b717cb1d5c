import type { Answer } from './answer.ts';
import type { usageOf } from './usage.ts';
import type { VisionModel } from './vision-models.ts';

/** Everything both forms of a response are made of; `created` in epoch seconds. */
export type Completion = {
  readonly id: string;
  readonly created: number;
  readonly model: VisionModel;
  /** The model's name as the caller wrote it. */
  readonly modelName: string;
  readonly answers: readonly Answer[];
  readonly usage: ReturnType<typeof usageOf>;
};

/** The body of an answer given in one piece (dashscope-api §9.3). */
export function toJsonBody(completion: Completion) {
  const { id, created, modelName, answers, usage, model } = completion;
  return {
    choices: answers.map((answer, index) => ({
      message: messageOf(answer, model, id),
      finish_reason: answer.finishReason,
      index,
      logprobs: null,
    })),
    object: 'chat.completion',
    usage,
    created,
    system_fingerprint: null,
    model: modelName,
    id,
  };
}

function messageOf(answer: Answer, model: VisionModel, id: string) {
  return {
    role: 'assistant',
    content: answer.text.join(''),
    ...(model.thinking !== 'none' && { reasoning_content: answer.reasoning.join('') }),
    ...(answer.toolCall && { tool_calls: [toolCallOf(answer.toolCall, id)] }),
  };
}

/** A call as messages and deltas carry it; its id is made of the answer's. */
export function toolCallOf(call: { name: string; arguments: string }, completionId: string) {
  const id = completionId
    .replace(/^chatcmpl-/, 'call_')
    .replaceAll('-', '')
    .slice(0, 29);
  return { id, type: 'function', function: call, index: 0 };
}
