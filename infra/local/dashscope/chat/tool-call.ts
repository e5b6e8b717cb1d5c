import type { ChatRequest } from './chat-request.ts';
import { findMarker } from './markers.ts';
import { sampleJson } from './sample-json.ts';

export type ToolCall = { readonly name: string; readonly arguments: string };

/**
 * The call that answers instead of words: of the function that `tool_choice` names, or of the first one when the prompt
 * carries `[[chat:tool_call]]`. Its arguments fit the function's parameters.
 */
export function decideToolCall(request: ChatRequest, said: string): ToolCall | undefined {
  const { tools, tool_choice: choice } = request;
  if (!tools?.length || choice === 'none' || request.messages.at(-1)?.role === 'tool') {
    return undefined;
  }
  const forced = (choice as { function?: { name?: string } } | undefined)?.function?.name;
  if (!forced && !findMarker(request, 'tool_call')) return undefined;
  const tool = forced ? tools.find(({ function: { name } }) => name === forced) : tools[0];
  if (!tool) return undefined;
  const { name, parameters } = tool.function;
  return { name, arguments: JSON.stringify(sampleJson(parameters ?? {}, said) ?? {}) };
}
