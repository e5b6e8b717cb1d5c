import { badRequest } from './bad-request.ts';
import type { ChatRequest } from './chat-request.ts';
import type { VisionModel } from './vision-models.ts';

const silentEfforts = ['none', 'off'];

/** Whether the answer begins with thinking (dashscope-api §9.5). Throws ProviderError 400 for what the model refuses. */
export function decideThinking(request: ChatRequest, model: VisionModel): boolean {
  checkThinking(request, model);
  if (model.thinking === 'none') return false;
  if (model.thinking === 'always') return true;
  if (silentEfforts.includes(request.reasoning_effort ?? '')) return false;
  return request.enable_thinking ?? model.thinking === 'on';
}

function checkThinking(request: ChatRequest, model: VisionModel): void {
  const { enable_thinking: wanted, thinking_budget: budget, reasoning_effort: effort } = request;
  if (model.streamOnly && !request.stream) {
    throw badRequest(
      'This model only support stream mode, please enable the stream parameter to access the model.',
    );
  }
  if (model.thinking === 'none' && (wanted ?? budget ?? undefined) !== undefined) {
    const message = `The model ${request.model} does not support enable_thinking.`;
    throw badRequest(message, 'InvalidParameter.NotSupportEnableThinking');
  }
  if (model.thinking === 'always' && wanted === false) {
    throw badRequest('The value of the enable_thinking parameter is restricted to True.');
  }
  if (effort && model.reasoningEfforts.length > 0 && !model.reasoningEfforts.includes(effort)) {
    throw badRequest(`reasoning_effort should be one of ${model.reasoningEfforts.join(', ')}`);
  }
  if (effort && budget) {
    throw badRequest('reasoning_effort and thinking_budget can not be set at the same time.');
  }
}
