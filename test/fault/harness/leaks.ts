import type { Evidence } from './evidence.ts';
import { ownKey } from './provider.ts';

const secrets = [ownKey, 'Signature=', 'X-Amz-Credential'];

/** Places in logs, events and stored objects where a key or a signed query string stands (I5). */
export function findLeaks({ texts, news }: Evidence, logs: readonly string[]): string[] {
  const places = [
    ...texts,
    ...logs.map((line) => ['the log', line] as const),
    ...news.map((event) => [`the event ${event.id}`, JSON.stringify(event)] as const),
  ];
  return places.flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${place} holds ${secret}…`),
  );
}
