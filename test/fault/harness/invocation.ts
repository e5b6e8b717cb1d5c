import { FunctionError } from '../../../infra/local/lambda/function-error.ts';
import type { Invocation } from './outbound.ts';

export type RunningInvocation = Invocation & {
  readonly dead: boolean;
  /** What the caller gets: the answer as JSON, or how the process died before it. */
  end(answered: Promise<unknown>): Promise<unknown>;
};

/** What Step Functions is told of a process that vanished. */
export const lambdaUnknown = new FunctionError({
  errorType: 'Lambda.Unknown',
  errorMessage: 'The cause could not be determined because Lambda did not return an error type.',
});

/** Begins an invocation, which ends by itself when its time is up. */
export function startInvocation(functionName: string, timeoutSeconds: number): RunningInvocation {
  const { promise: died, reject } = Promise.withResolvers<never>();
  died.catch(() => undefined);
  const invocation = { functionName, dead: false, die, end };
  const limit = setTimeout(() => die(timedOut(timeoutSeconds)), timeoutSeconds * 1000);
  return invocation;

  function die(error: FunctionError): void {
    invocation.dead = true;
    clearTimeout(limit);
    reject(error);
  }

  async function end(answered: Promise<unknown>): Promise<unknown> {
    try {
      const result = await Promise.race([answered, died]);
      return JSON.parse(JSON.stringify(result ?? null));
    } finally {
      clearTimeout(limit);
    }
  }
}

function timedOut(seconds: number): FunctionError {
  const errorMessage = `Task timed out after ${seconds}.00 seconds`;
  return new FunctionError({ errorType: 'Sandbox.Timedout', errorMessage });
}
