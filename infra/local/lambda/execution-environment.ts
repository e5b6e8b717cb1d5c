import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FunctionDefinition } from '../assembly/functions.ts';
import { type ErrorReport, FunctionError } from './function-error.ts';
import type {
  Invocation,
  RuntimeCommand,
  RuntimeMessage,
  RuntimeStart,
} from './runtime-protocol.ts';

/** Lambda gives initialization ten seconds of its own, and then once more the function's timeout. */
const INITIALIZATION_SECONDS = 10;

/** What an invocation gives back: anything but the environment's own `ready` and `crashed`. */
export type InvocationMessage = Exclude<RuntimeMessage, { kind: 'ready' | 'crashed' }>;

export type EnvironmentOptions = {
  /** The script that build-worker.ts makes. */
  readonly workerCode: string;
  readonly definition: FunctionDefinition;
  readonly variables: Record<string, string>;
  /** The request that the environment is made for. */
  readonly requestId: string;
  onLog(line: string): void;
  onExit(): void;
};

/** One execution environment: a worker thread with its own variables, memory limit and module graph. */
export class ExecutionEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  readonly #onExit: () => void;
  #receive: ((message: InvocationMessage) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #requestId: string;
  #ended = false;

  constructor(options: EnvironmentOptions) {
    const { workerCode, definition, variables, requestId, onLog, onExit } = options;
    this.#definition = definition;
    this.#requestId = requestId;
    this.#onExit = onExit;
    const { directory, handler, arn: functionArn, memoryMegabytes } = definition;
    const workerData: RuntimeStart = { directory, handler, functionArn };
    this.#worker = new Worker(workerCode, {
      eval: true,
      name: definition.name,
      workerData,
      env: variables,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    for (const output of [this.#worker.stdout, this.#worker.stderr]) forwardLines(output, onLog);
    this.#worker.on('message', (message: RuntimeMessage) => this.#hear(message));
    this.#worker.on('error', (error) => this.#die(...causeOfDeath(error)));
    this.#worker.on('exit', (exitCode) => this.#die('Runtime.ExitError', describeExit(exitCode)));
    this.#ready.promise.catch(() => {});
    const limit = INITIALIZATION_SECONDS + definition.timeoutSeconds;
    this.#timer = setTimeout(() => this.#timeOut(), limit * 1000);
  }

  /** Whether another invocation may run here. */
  get usable(): boolean {
    return !this.#ended;
  }

  /** @throws FunctionError when the code cannot be loaded */
  async ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Runs one invocation; `receive` hears of it until `returned`, `completed` or `failed`. */
  invoke(invocation: Invocation, receive: (message: InvocationMessage) => void): void {
    this.#receive = receive;
    this.#requestId = invocation.requestId;
    const left = invocation.deadline - Date.now();
    this.#timer = setTimeout(() => this.#timeOut(), left);
    this.#command({ kind: 'invoke', invocation });
  }

  /** Lets the function write its next chunk. */
  take(): void {
    this.#command({ kind: 'taken' });
  }

  async terminate(): Promise<void> {
    this.#die('Runtime.ExitError', 'The platform stopped');
    await this.#worker.terminate();
  }

  #command(command: RuntimeCommand): void {
    this.#worker.postMessage(command);
  }

  #hear(message: RuntimeMessage): void {
    if (message.kind === 'crashed') {
      this.#end(message.report);
    } else if (message.kind === 'ready') {
      clearTimeout(this.#timer);
      this.#ready.resolve();
    } else {
      this.#deliver(message);
    }
  }

  #deliver(message: InvocationMessage): void {
    const receive = this.#receive;
    if (isLast(message)) {
      clearTimeout(this.#timer);
      this.#receive = undefined;
    }
    receive?.(message);
  }

  #end(report: ErrorReport): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#ready.reject(new FunctionError(report));
    this.#deliver({ kind: 'failed', report });
    this.#onExit();
    void this.#worker.terminate();
  }

  #timeOut(): void {
    const seconds = this.#definition.timeoutSeconds.toFixed(2);
    this.#die('Sandbox.Timedout', `Task timed out after ${seconds} seconds`);
  }

  /** Ends for a reason that Lambda, not the code, gives. */
  #die(errorType: string, reason: string): void {
    this.#end({ errorType, errorMessage: `RequestId: ${this.#requestId} Error: ${reason}` });
  }
}

/** Whether an invocation is over with this message. */
export function isLast({ kind }: InvocationMessage): boolean {
  return kind === 'returned' || kind === 'completed' || kind === 'failed';
}

function forwardLines(input: Readable, onLog: (line: string) => void): void {
  createInterface({ input }).on('line', onLog);
}

function causeOfDeath(error: unknown): [errorType: string, reason: string] {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? ['Runtime.OutOfMemory', 'Runtime exited with error: signal: killed']
    : ['Runtime.ExitError', String(error)];
}

function describeExit(exitCode: number): string {
  return exitCode === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${exitCode}`;
}
