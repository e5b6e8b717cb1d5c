import type { StateDefinition } from './definition.ts';
import { dataLimitExceeded, isOverLimit } from './payload-limit.ts';
import type { TaskResource } from './resource.ts';
import { StatesError, terminalError } from './states-error.ts';
import type { TaskTokens } from './task-tokens.ts';

export type TaskRun = {
  readonly state: StateDefinition;
  readonly resource: TaskResource;
  readonly stateMachineArn: string;
  readonly tokens: TaskTokens;
  /** Tokens given out to this execution's Parameters and not yet waited for. */
  readonly issuedTokens: Set<string>;
  /** Rejects when the execution ends from outside; what the task still answers is dropped then. */
  readonly halted: Promise<never>;
};

/** Runs one attempt of a Task state on its evaluated input, answers a JSON copy of its result. */
export async function runTask(run: TaskRun, input: unknown): Promise<unknown> {
  jsonWithinLimit(input, run.state);
  const attempt = run.resource.waitsForToken ? waitForToken(run, input) : run.resource.call(input);
  const result = await Promise.race([attempt, run.halted]);
  return JSON.parse(jsonWithinLimit(result, run.state));
}

/** The token may come back before the call that carried it does, so both are watched at once. */
async function waitForToken(run: TaskRun, input: unknown): Promise<unknown> {
  const token = takeToken(run.issuedTokens, input);
  const answer = run.tokens.open(token, run.stateMachineArn, run.state);
  const called = run.resource.call(input).then(() => answer.promise);
  try {
    return await Promise.race([answer.promise, called, run.halted]);
  } finally {
    answer.close();
  }
}

function takeToken(issuedTokens: Set<string>, input: unknown): string {
  const json = JSON.stringify(input);
  const token = [...issuedTokens].find((issued) => json.includes(issued));
  if (token === undefined) {
    throw terminalError('States.Runtime', 'the Parameters do not pass $$.Task.Token on');
  }
  issuedTokens.delete(token);
  return token;
}

function jsonWithinLimit(value: unknown, state: StateDefinition): string {
  const json = JSON.stringify(value) ?? 'null';
  if (!isOverLimit(json)) return json;
  const { error, cause } = dataLimitExceeded;
  // States.ALL does not hold this error, only its own name does (aws-facts §3).
  const named = (handlers: { ErrorEquals: string[] }[] = []) =>
    handlers.some(({ ErrorEquals }) => ErrorEquals.includes(error));
  throw new StatesError(error, cause, {
    isRetryable: named(state.Retry),
    isCatchable: named(state.Catch),
  });
}
