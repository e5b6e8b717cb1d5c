import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from '../assembly/functions.ts';
import { ExecutionEnvironment, type InvocationMessage, isLast } from './execution-environment.ts';
import { type ErrorReport, FunctionError } from './function-error.ts';
import type { ResponseMode } from './runtime-protocol.ts';

/** Lambda's limit for a request, and for a response that is not streamed (aws-facts §1). */
export const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

export type FunctionOptions = {
  readonly workerCode: string;
  readonly definition: FunctionDefinition;
  readonly variables: Record<string, string>;
  /** Warm environments that are kept for the next invocation. */
  readonly maximumIdle: number;
  /** Environments at a time; further invocations wait in line, where Lambda would start still more. */
  readonly maximumEnvironments: number;
  onLog(line: string): void;
};

/** One function with its execution environments, each of which runs one invocation at a time. */
export class LambdaFunction {
  readonly #options: FunctionOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: FunctionOptions) {
    this.#options = options;
  }

  /**
   * Runs one invocation to its last message, which is the answer; `onMessage` hears the others as they come,
   * together with the environment that waits for its chunks to be taken.
   *
   * @throws FunctionError when it cannot start: too large, too many at once, code that does not load
   */
  async run(
    mode: ResponseMode,
    event: unknown,
    onMessage: (message: InvocationMessage, environment: ExecutionEnvironment) => void = () => {},
  ): Promise<InvocationMessage> {
    const payload = JSON.stringify(event ?? null);
    refuseLargeRequest(payload);
    this.#refuseAboveReservedConcurrency();
    this.#running += 1;
    try {
      const requestId = randomUUID();
      const environment = await this.#acquire(requestId);
      const deadline = Date.now() + this.#options.definition.timeoutSeconds * 1000;
      const last = await new Promise<InvocationMessage>((resolve) => {
        environment.invoke({ requestId, mode, payload, deadline }, (message) => {
          onMessage(message, environment);
          if (isLast(message)) resolve(message);
        });
      });
      if (last.kind === 'failed') this.#logFailure(last.report);
      this.#release(environment);
      return last;
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Ends every environment; what still runs fails. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
  }

  async #acquire(requestId: string): Promise<ExecutionEnvironment> {
    if (this.#running > this.#options.maximumEnvironments) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const warm = this.#idle.pop();
    if (warm?.usable) return warm;
    const environment = this.#start(requestId);
    try {
      await environment.ready();
    } catch (error) {
      if (error instanceof FunctionError) this.#logFailure(error.report);
      throw error;
    }
    return environment;
  }

  #start(requestId: string): ExecutionEnvironment {
    const environment: ExecutionEnvironment = new ExecutionEnvironment({
      ...this.#options,
      requestId,
      onExit: () => this.#all.delete(environment),
    });
    this.#all.add(environment);
    return environment;
  }

  #release(environment: ExecutionEnvironment): void {
    if (!environment.usable) return;
    if (this.#idle.length < this.#options.maximumIdle) this.#idle.push(environment);
    else void environment.terminate();
  }

  #refuseAboveReservedConcurrency(): void {
    const { reservedConcurrency } = this.#options.definition;
    if (reservedConcurrency === undefined || this.#running < reservedConcurrency) return;
    throw new FunctionError({
      errorType: 'Lambda.TooManyRequestsException',
      errorMessage: 'Rate Exceeded.',
    });
  }

  #logFailure(report: ErrorReport): void {
    this.#options.onLog(JSON.stringify({ level: 'ERROR', message: 'Invoke Error', ...report }));
  }
}

function refuseLargeRequest(payload: string): void {
  if (Buffer.byteLength(payload) <= PAYLOAD_LIMIT_BYTES) return;
  throw new FunctionError({
    errorType: 'Lambda.RequestTooLargeException',
    errorMessage: `Request must be smaller than ${PAYLOAD_LIMIT_BYTES} bytes for the InvokeFunction operation`,
  });
}
