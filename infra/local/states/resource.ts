import { UnsupportedDefinitionError } from './refuse-unsupported.ts';
import { StatesError } from './states-error.ts';

/** Calls a function; rejects with an error whose `name` is the errorType and whose `message` the Cause JSON. */
export type InvokeFunction = (functionArn: string, payload: unknown) => Promise<unknown>;

/** Serves one `arn:aws:states:::service:action`; gets the evaluated Parameters, answers the task's result. */
export type Integration = (parameters: unknown) => Promise<unknown>;

export type TaskResource = {
  readonly call: Integration;
  readonly waitsForToken: boolean;
};

const functionArn = /^arn:aws[^:]*:lambda:/;
const integrationArn = /^arn:aws[^:]*:states:::(.+?)(\.waitForTaskToken)?$/;

/** What a Task's `Resource` stands for; throws `UnsupportedDefinitionError` for one that nobody serves here. */
export function resolveResource(
  resource: string,
  invokeFunction: InvokeFunction,
  integrations: Readonly<Record<string, Integration>>,
): TaskResource {
  if (functionArn.test(resource)) {
    return { call: (input) => invokeFunction(resource, input), waitsForToken: false };
  }
  const [, action = '', waits] = integrationArn.exec(resource) ?? [];
  const table = { 'lambda:invoke': lambdaInvoke(invokeFunction), ...integrations };
  const call = Object.hasOwn(table, action) ? table[action as keyof typeof table] : undefined;
  if (!call) throw new UnsupportedDefinitionError(`nothing serves the resource ${resource}`);
  return { call, waitsForToken: waits !== undefined };
}

const lambdaInvoke =
  (invokeFunction: InvokeFunction): Integration =>
  async (parameters) => {
    const { FunctionName, Payload = {} } = parameters as Record<string, unknown>;
    if (typeof FunctionName !== 'string') {
      throw new StatesError('States.Runtime', 'FunctionName is missing in the Parameters');
    }
    const result = await invokeFunction(FunctionName, Payload);
    return { ExecutedVersion: '$LATEST', Payload: result ?? null, StatusCode: 200 };
  };
