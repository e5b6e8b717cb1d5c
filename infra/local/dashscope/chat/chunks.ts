import type { Answer } from './answer.ts';
import { type Completion, toolCallOf } from './completion.ts';

type Delta = Readonly<Record<string, unknown>>;

const tokensPerChunk = 3;

/** The chunks of a streamed answer in their order (dashscope-api §9.4); the last one carries usage where it was asked for. */
export function* toChunks(completion: Completion, includeUsage: boolean) {
  const { id, created, modelName, answers, usage } = completion;
  const envelope = { created, system_fingerprint: null, model: modelName, id };
  const object = 'chat.completion.chunk';
  for (const [index, answer] of answers.entries()) {
    for (const delta of deltasOf(answer, id)) {
      const choice = { delta, index, logprobs: null, finish_reason: null };
      yield { choices: [choice], object, usage: null, ...envelope };
    }
    const delta = answer.thinking ? { content: '', reasoning_content: null } : { content: '' };
    const choice = { finish_reason: answer.finishReason, delta, index, logprobs: null };
    yield { choices: [choice], object, usage: null, ...envelope };
  }
  if (includeUsage) yield { choices: [], object, usage, ...envelope };
}

/** Thinking first, then the answer, never both in one delta. */
function* deltasOf(answer: Answer, id: string): Generator<Delta> {
  const { thinking } = answer;
  yield thinking
    ? { content: null, role: 'assistant', reasoning_content: '' }
    : { content: '', role: 'assistant' };
  for (const reasoning_content of inChunks(answer.reasoning)) {
    yield { content: null, reasoning_content };
  }
  for (const content of inChunks(answer.text)) {
    yield thinking ? { content, reasoning_content: null } : { content };
  }
  if (answer.toolCall) yield* callDeltas(answer.toolCall, id);
}

/** The name comes first, its arguments in pieces after it. */
function* callDeltas(call: NonNullable<Answer['toolCall']>, id: string): Generator<Delta> {
  const { index, ...head } = toolCallOf({ ...call, arguments: '' }, id);
  yield { content: null, tool_calls: [{ index, ...head }] };
  const half = Math.ceil(call.arguments.length / 2);
  for (const piece of [call.arguments.slice(0, half), call.arguments.slice(half)]) {
    yield { content: null, tool_calls: [{ index, id: '', function: { arguments: piece } }] };
  }
}

function* inChunks(tokens: readonly string[]): Generator<string> {
  for (let at = 0; at < tokens.length; at += tokensPerChunk) {
    yield tokens.slice(at, at + tokensPerChunk).join('');
  }
}
