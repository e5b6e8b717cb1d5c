/** A command was called wrongly; its usage is what helps. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage_invalid';
}

export type CommandFailure = { readonly text: string; readonly exitCode: number };

/**
 * What a command says on standard error, and how it exits: 2 with the usage for wrong arguments (ours, or those that
 * `parseArgs` refuses), else 1 with the one sentence of what went wrong. AWS's word names the account's trouble.
 */
export function describeFailure(error: Error & { code?: unknown }, usage: string): CommandFailure {
  const isArgument = error instanceof UsageError || `${error.code}`.startsWith('ERR_PARSE_ARGS_');
  if (!isArgument) return { text: `${error.message || error.name}\n`, exitCode: 1 };
  return { text: `${error.message}\n\n${usage}`, exitCode: 2 };
}
