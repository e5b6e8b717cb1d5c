import type { ChatRequest } from './chat-request.ts';
import { describeMedia, mediaFacts } from './describe-media.ts';
import { textOf } from './markers.ts';
import { type AnswerForm, decideForm } from './response-format.ts';
import { sampleJson } from './sample-json.ts';
import { decideThinking } from './thinking.ts';
import { tokenise } from './tokens.ts';
import { decideToolCall, type ToolCall } from './tool-call.ts';
import type { SeenMedia } from './view-media.ts';
import type { VisionModel } from './vision-models.ts';

/** What the model will say: thinking and answer in tokens, which joined are their texts. */
export type Answer = {
  readonly thinking: boolean;
  readonly reasoning: readonly string[];
  readonly text: readonly string[];
  readonly toolCall?: ToolCall;
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
};

/** How an answer will be given, settled before any media is fetched. Throws ProviderError 400. */
export type AnswerPlan = { readonly thinking: boolean; readonly form: AnswerForm };

export function planAnswer(request: ChatRequest, model: VisionModel): AnswerPlan {
  const thinking = decideThinking(request, model);
  return { thinking, form: decideForm(request, model, thinking) };
}

const defaultQuestion =
  'Please output only the text content from the image without any additional descriptions or formatting.';

/** A deterministic answer, made of the facts of the media and the words of the prompt, cut where the request says so. */
export function composeAnswer(
  request: ChatRequest,
  model: VisionModel,
  { thinking, form }: AnswerPlan,
  seen: readonly SeenMedia[],
): Answer {
  const said = sayWhatIsSeen(request, seen);
  const toolCall = decideToolCall(request, said);
  const reasoning = thinking ? tokenise(think(seen)) : [];
  const text = toolCall ? '' : cutAtStop(write(form, request, said, seen), request.stop);
  return limitAnswer({ request, model, thinking, reasoning, text: tokenise(text), toolCall });
}

function sayWhatIsSeen(request: ChatRequest, seen: readonly SeenMedia[]): string {
  const question = questionOf(request);
  const instruction = request.messages.find(({ role }) => role === 'system');
  const told = request.messages.at(-1);
  return [
    describeSeen(seen),
    ...(instruction ? [`Instructed: ${textOf(instruction)}`] : []),
    ...(told?.role === 'tool' ? [`The tool answered: ${textOf(told)}`] : []),
    `You asked: ${question}`,
  ].join(' ');
}

/** What the twin sees, in sentences. */
export function describeSeen(seen: readonly SeenMedia[]): string {
  return seen.length > 0 ? seen.map(describeMedia).join(' ') : 'There is nothing to look at.';
}

function questionOf(request: ChatRequest): string {
  const question = request.messages.findLast(({ role }) => role === 'user');
  return (question && textOf(question)) || defaultQuestion;
}

function think(seen: readonly SeenMedia[]): string {
  const count = seen.length === 1 ? '1 picture or film' : `${seen.length} pictures or films`;
  const parts = [`The user shows me ${count}.`, ...seen.map(describeMedia), 'Now I can answer.'];
  return parts.join(' ');
}

function write(
  form: AnswerForm,
  request: ChatRequest,
  said: string,
  seen: readonly SeenMedia[],
): string {
  if (form.kind === 'text') return said;
  const value = form.schema
    ? sampleJson(form.schema, said)
    : { description: said, question: questionOf(request), media: seen.map(mediaFacts) };
  const json = JSON.stringify(value);
  return form.fenced ? `\`\`\`json\n${json}\n\`\`\`` : json;
}

function cutAtStop(text: string, stop: ChatRequest['stop']): string {
  const ends = [stop ?? []].flat().map((word) => text.indexOf(word));
  return text.slice(0, Math.min(text.length, ...ends.filter((end) => end >= 0)));
}

type Unlimited = Omit<Answer, 'finishReason'> & {
  readonly request: ChatRequest;
  readonly model: VisionModel;
};

/** `max_tokens` counts the answer alone up to qwen3.8 and thinking as well from qwen4-max on (dashscope-api §9.2). */
export function limitAnswer({ request, model, ...answer }: Unlimited): Answer {
  const answerMost = request.max_tokens ?? model.maxOutputTokens;
  const inAllMost = Math.min(
    request.max_completion_tokens ?? Number.POSITIVE_INFINITY,
    model.maxTokensCountThinking ? answerMost : Number.POSITIVE_INFINITY,
  );
  const thinkingMost = Math.min(request.thinking_budget ?? model.maxThinkingTokens, inAllMost);
  const reasoning = answer.reasoning.slice(0, thinkingMost);
  const text = answer.text.slice(0, Math.min(answerMost, inAllMost - reasoning.length));
  const cut = text.length < answer.text.length;
  const whole = answer.toolCall ? 'tool_calls' : 'stop';
  return { ...answer, reasoning, text, finishReason: cut ? 'length' : whole };
}
