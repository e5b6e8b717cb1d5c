import type { Logger } from '../../shared/runtime/logger.ts';
import { cutSecrets } from '../../shared/runtime/redaction.ts';

/**
 * An error as it may leave a function: the runtime logs whatever an error carries, and state data and records of
 * failed events keep it, so only a name and cut words are told.
 */
export function toldError(error: unknown, logger: Logger, event: string): Error {
  logger.error(event, error);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const told = new Error(cutSecrets(message));
  told.name = name;
  told.stack = undefined;
  return told;
}
