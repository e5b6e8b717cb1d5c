import { type FaultContext, type FaultDesk, isFaultKind } from '../faults/fault-desk.ts';
import { readPromptFaults } from '../faults/prompt-tokens.ts';
import type { Dialect, Fault, TwinCall } from '../route.ts';

/** What is found out about a request on its way through; the witness and the error renderer read it. */
export type Progress = {
  readonly requestId: string;
  readonly url: URL;
  dialect: Dialect;
  model?: string;
  /** The caller asked for a stream. */
  streaming: boolean;
};

/** The task that a call is about, by the values in its path: its model, and the submit behind it. */
export type OriginOf = (
  parameters: Readonly<Record<string, string>>,
) => (FaultContext['origin'] & { readonly model: string }) | undefined;

type Received = Pick<TwinCall, 'request' | 'body' | 'json' | 'keyName' | 'parameters'>;

/** Makes what the routes see of a request, and notes its model on the way. */
export function createCall(
  received: Received,
  progress: Progress,
  desk: FaultDesk,
  originOf: OriginOf,
): TwinCall {
  const { request, body, json, parameters } = received;
  const { url, requestId } = progress;
  const origin = originOf(parameters);
  progress.model = modelOf(json, url) ?? origin?.model;
  progress.streaming = field(json, 'stream') === true;
  const context: FaultContext = {
    call: { method: request.method, path: url.pathname, model: progress.model },
    promptRules: request.method === 'POST' ? readPromptFaults(body) : [],
    origin,
  };
  /** Asked twice, a fault is still met once. */
  const found = new Map<string, Fault | undefined>();
  const fault = (kind: string) => {
    if (!found.has(kind)) found.set(kind, isFaultKind(kind) ? desk.find(kind, context) : undefined);
    return found.get(kind);
  };
  return { ...received, url, requestId, fault };
}

function modelOf(json: unknown, url: URL): string | undefined {
  const model = field(json, 'model') ?? url.searchParams.get('model');
  return typeof model === 'string' ? model : undefined;
}

function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null
    ? (json as Record<string, unknown>)[name]
    : undefined;
}
