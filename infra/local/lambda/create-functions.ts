import type { FunctionDefinition } from '../assembly/functions.ts';
import { buildWorker } from './build-worker.ts';
import { environmentVariables } from './environment-variables.ts';
import { FunctionError, functionNotFound } from './function-error.ts';
import { LambdaFunction, PAYLOAD_LIMIT_BYTES } from './lambda-function.ts';
import { invokeStreamed, type StreamedResponse } from './streamed-response.ts';

/** The functions of an assembly, to be invoked by ARN (a qualifier is ignored). */
export type Functions = {
  /** The handler's return value. @throws FunctionError */
  invoke(arn: string, payload: unknown): Promise<unknown>;
  /** Resolves with the handler's first write. @throws FunctionError for whatever fails before it */
  stream(arn: string, payload: unknown): Promise<StreamedResponse>;
  close(): Promise<void>;
};

export type FunctionsOptions = {
  /** Variables added to, and winning over, those of the template: credentials, endpoints. */
  environmentFor(definition: FunctionDefinition): Readonly<Record<string, string>>;
  onLog(functionName: string, line: string): void;
  /** `PATH` of the functions. */
  readonly searchPath?: string;
  readonly maximumIdle?: number;
  readonly maximumEnvironments?: number;
};

/** Makes the functions callable; nothing is loaded before its first invocation. */
export function createFunctions(
  definitions: readonly FunctionDefinition[],
  options: FunctionsOptions,
): Functions {
  const workerCode = buildWorker();
  const functions = new Map(
    definitions.map((definition) => [
      definition.arn,
      createFunction(definition, { ...options, workerCode }),
    ]),
  );
  const find = (arn: string): LambdaFunction => {
    const found = functions.get(arn.split(':').slice(0, 7).join(':'));
    if (found !== undefined) return found;
    throw functionNotFound(arn);
  };
  return {
    invoke: async (arn, payload) => invokeBuffered(find(arn), payload),
    stream: async (arn, payload) => invokeStreamed(find(arn), payload),
    close: async () => {
      await Promise.all([...functions.values()].map((each) => each.close()));
    },
  };
}

function createFunction(
  definition: FunctionDefinition,
  options: FunctionsOptions & { readonly workerCode: string },
): LambdaFunction {
  const { workerCode, maximumIdle = 4, maximumEnvironments = 16, searchPath = '' } = options;
  return new LambdaFunction({
    workerCode,
    definition,
    variables: environmentVariables(definition, {
      searchPath,
      added: options.environmentFor(definition),
    }),
    maximumIdle,
    maximumEnvironments,
    onLog: (line) => options.onLog(definition.name, line),
  });
}

async function invokeBuffered(target: LambdaFunction, payload: unknown): Promise<unknown> {
  const last = await target.run('buffered', payload);
  if (last.kind === 'failed') throw new FunctionError(last.report);
  const result = last.kind === 'returned' ? last.payload : 'null';
  if (Buffer.byteLength(result) > PAYLOAD_LIMIT_BYTES) {
    throw new FunctionError({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT_BYTES} bytes).`,
    });
  }
  return JSON.parse(result);
}
