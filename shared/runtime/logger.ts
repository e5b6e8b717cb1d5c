import { cutSecrets } from './redaction.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Structured lines; prompts, media and keys have no place in them (design.md §9). */
export type Logger = {
  info(event: string, fields?: Fields): void;
  /** An error's message is cut of query strings and keys; its stack stays in the log, never in a reply. */
  error(event: string, error: unknown, fields?: Fields): void;
};

/** A logger that writes one JSON object a line. */
export function createLogger(write: (line: string) => void, base: Fields): Logger {
  const line = (level: string, event: string, fields: Fields) =>
    write(cutSecrets(JSON.stringify({ level, event, ...base, ...fields })));
  return {
    info: (event, fields = {}) => line('info', event, fields),
    error: (event, error, fields = {}) => line('error', event, { ...fields, ...facts(error) }),
  };
}

function facts(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: String(error) };
  const { name, message, stack } = error;
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { error: { name, message, stack, cause } };
}
