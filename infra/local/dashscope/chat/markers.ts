import type { ChatRequest } from './chat-request.ts';

/**
 * What a prompt can ask of the twin's chat, beside the faults of `[[twin:…]]`:
 * `[[chat:tool_call]]` answers with a call of the first tool; `[[chat:unfit_json]]` breaks a JSON mode's
 * promise once (it counts in the last message only, so that asking again helps); `[[chat:never_fit]]`
 * breaks it every time; `[[chat:pause seconds=3]]` falls silent so long before the answer's last half.
 */
export type Marker = 'tool_call' | 'unfit_json' | 'never_fit' | 'pause';

const lastMessageOnly: readonly Marker[] = ['tool_call', 'unfit_json', 'pause'];

/** The marker's details (`{ seconds: '3' }`), `undefined` where it was not given. */
export function findMarker(
  request: ChatRequest,
  marker: Marker,
): Readonly<Record<string, string>> | undefined {
  const messages = lastMessageOnly.includes(marker) ? request.messages.slice(-1) : request.messages;
  const pattern = new RegExp(`\\[\\[chat:${marker}((?:\\s+\\w+=[^\\s\\]]+)*)\\]\\]`);
  const details = pattern.exec(messages.map(textOf).join('\n'))?.[1];
  if (details === undefined) return undefined;
  return Object.fromEntries(
    details
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=')),
  );
}

/** The text of a message, its parts one below the other. */
export function textOf({ content }: ChatRequest['messages'][number]): string {
  return (content ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}
