import type { ProviderError } from '../route.ts';
import { badRequest } from './bad-request.ts';
import type { ChatRequest } from './chat-request.ts';
import type { VisionModel } from './vision-models.ts';

type ParameterRule = {
  readonly field: string;
  readonly accepts: (value: unknown, model: VisionModel) => boolean;
  readonly message: (model: VisionModel, value: unknown) => string;
  readonly code?: string;
};

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isInteger = (value: unknown): value is number => Number.isInteger(value);
const within = (min: number, max: number) => (value: unknown) =>
  isNumber(value) && value >= min && value <= max;
const whole = (min: number, max: number) => (value: unknown) =>
  isInteger(value) && value >= min && value <= max;

/** Ranges of top-level fields and the words that refuse them (dashscope-api §7.3, §9.2). */
const parameterRules: readonly ParameterRule[] = [
  {
    field: 'temperature',
    accepts: (value) => isNumber(value) && value >= 0 && value < 2,
    message: () => 'Temperature should be in [0.0, 2.0)',
  },
  {
    field: 'top_p',
    accepts: (value) => isNumber(value) && value > 0 && value <= 1,
    message: () => 'Range of top_p should be (0.0, 1.0]',
  },
  {
    field: 'top_k',
    accepts: whole(0, Number.MAX_SAFE_INTEGER),
    message: () => 'Parameter top_k be greater than or equal to 0',
  },
  {
    field: 'presence_penalty',
    accepts: within(-2, 2),
    message: () => 'Presence_penalty should be in [-2.0, 2.0]',
  },
  {
    field: 'repetition_penalty',
    accepts: (value) => isNumber(value) && value > 0,
    message: () => 'Repetition_penalty should be greater than 0.0',
  },
  { field: 'n', accepts: whole(1, 4), message: () => 'Range of n should be [1, 4]' },
  {
    field: 'seed',
    accepts: whole(0, 2 ** 31 - 1),
    message: (_model, value) =>
      isNumber(value) && value < 0
        ? `${value} is lesser than the minimum of 0 - 'seed'`
        : `${value} is greater than the maximum of 2147483647 - 'seed'`,
    code: 'invalid_value',
  },
  {
    field: 'max_tokens',
    accepts: (value, { maxOutputTokens }) => whole(1, maxOutputTokens)(value),
    message: ({ maxOutputTokens }) => `Range of max_tokens should be [1, ${maxOutputTokens}]`,
  },
  {
    field: 'max_completion_tokens',
    accepts: (value, model) => whole(1, longestCompletion(model))(value),
    message: (model) => `Range of max_completion_tokens should be [1, ${longestCompletion(model)}]`,
  },
  {
    field: 'thinking_budget',
    accepts: (value, { maxThinkingTokens }) => whole(1, maxThinkingTokens)(value),
    message: ({ maxThinkingTokens }) =>
      `The thinking_budget parameter must be a positive integer and not greater than ${maxThinkingTokens}`,
  },
  {
    field: 'top_logprobs',
    accepts: whole(0, 5),
    message: () => 'Range of top_logprobs should be [0, 5]',
  },
  {
    field: 'tool_choice',
    accepts: (value) => value === 'none' || value === 'auto' || typeof value === 'object',
    message: () => 'tool_choice is one of the strings that should be ["none", "auto"]',
  },
];

function longestCompletion({ maxOutputTokens, maxThinkingTokens }: VisionModel): number {
  return maxOutputTokens + maxThinkingTokens;
}

/** Throws ProviderError 400 for the first field out of its range; `null` is as good as absent. */
export function checkParameters(request: ChatRequest, model: VisionModel): void {
  const broken = parameterRules.find((rule) => {
    const value = request[rule.field];
    return value !== undefined && value !== null && !rule.accepts(value, model);
  });
  if (broken) throw refusal(broken, request, model);
}

function refusal(rule: ParameterRule, request: ChatRequest, model: VisionModel): ProviderError {
  return badRequest(rule.message(model, request[rule.field]), rule.code);
}
