import type { Application } from '../../../infra/local/application.ts';
import type { FunctionDefinition } from '../../../infra/local/assembly/functions.ts';
import { createFunctionEnvironment } from '../../../infra/local/function-environment.ts';
import { systemClock, type World } from '../../../shared/runtime/world.ts';
import { createRequestHandler, operationOf, serviceOf, targetOf, type Wire } from './aws.ts';
import { type CreateHandler, constructIdOf } from './function-files.ts';
import { lambdaUnknown, type RunningInvocation, startInvocation } from './invocation.ts';
import {
  type Interceptor,
  never,
  type OutboundCall,
  type StepInterceptor,
  sendThrough,
  withWords,
} from './outbound.ts';
import { providerOrigin } from './provider.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The endpoint of every AWS client; an address, so that S3 clients write the bucket into the path. */
export const awsEndpoint = 'http://127.0.0.1:4566';

export type FunctionsWorld = {
  readonly application: Application;
  /** By construct id. */
  readonly handlers: ReadonlyMap<string, CreateHandler>;
  readonly time: VirtualTime;
  /** Every AWS service by the prefix of its `X-Amz-Target`; `s3` is the one without. */
  readonly wires: Readonly<Record<string, Wire>>;
  readonly fetch: typeof fetch;
  readonly interceptors: readonly Interceptor[];
  readonly stepInterceptors: readonly StepInterceptor[];
  /** Lets a process serve one invocation after the other, as Lambda does; otherwise each has its own. */
  readonly warm: boolean;
  readonly log: (line: string) => void;
};

const services: Readonly<Record<string, OutboundCall['service']>> = {
  AWSStepFunctions: 'states',
  secretsmanager: 'secrets',
  AWSEvents: 'events',
};

/** A process with its handler; `invocation` is the one that it serves. */
type Process = {
  readonly handle: (event: unknown) => Promise<unknown>;
  invocation: RunningInvocation;
};

export type Functions = ReturnType<typeof createFunctions>;

/** The deployed functions, run from their sources. */
export function createFunctions(world: FunctionsWorld) {
  const { application, handlers, time } = world;
  const definitions = new Map(application.functions.map((one) => [one.arn, one]));
  const environmentOf = createEnvironments(application);
  const calls: OutboundCall[] = [];
  const running = new Set<RunningInvocation>();
  const idle = new Map<string, Process[]>();
  let invocations = 0;

  /** Sends one call of a process, unless it is dead by then. */
  async function send<Value>(
    invocation: RunningInvocation,
    call: Pick<OutboundCall, 'service' | 'method' | 'target'>,
    perform: () => Promise<Value>,
  ): Promise<Value> {
    if (invocation.dead) return never;
    const { functionName } = invocation;
    const number = calls.length + 1;
    const numbered = { ...withWords(call), functionName, invocation, number, at: Date.now() };
    calls.push(numbered);
    try {
      return await sendThrough(world.interceptors, numbered, perform);
    } finally {
      if (invocation.dead) await never;
    }
  }

  function worldOf(definition: FunctionDefinition, current: () => RunningInvocation): World {
    const wire: Wire = (request) => {
      const service = services[serviceOf(request) ?? ''] ?? 's3';
      const answer = world.wires[service];
      if (!answer) throw new Error(`nothing serves ${service} here`);
      const target = service === 's3' ? targetOf(request) : operationOf(request);
      const perform = () => time.track(() => answer(request));
      return send(current(), { service, method: request.method, target }, perform);
    };
    return {
      environment: environmentOf(definition),
      clock: systemClock,
      fetch: (input, init) => {
        const { pathname } = new URL(String(input));
        const call = { method: init?.method ?? 'GET', target: pathname };
        const perform = () => world.fetch(input, init);
        return send(current(), { service: 'provider', ...call }, perform);
      },
      aws: {
        region: 'us-east-1',
        endpoint: awsEndpoint,
        credentials: application.identities.forRole(definition.roleArn),
        requestHandler: createRequestHandler(wire),
      },
      log: world.log,
    };
  }

  function startProcess(
    id: string,
    definition: FunctionDefinition,
    invocation: RunningInvocation,
  ): Process {
    const createHandler = handlers.get(id);
    if (!createHandler) throw new Error(`no file has the function ${id}`);
    const current = () => started.invocation;
    const handle = createHandler(worldOf(definition, current));
    const started: Process = { handle, invocation };
    return started;
  }

  async function run(id: string, definition: FunctionDefinition, payload: unknown) {
    const invocation = startInvocation(id, definition.timeoutSeconds);
    running.add(invocation);
    try {
      const ready = (world.warm && idle.get(id)?.pop()) || undefined;
      const process = ready ?? startProcess(id, definition, invocation);
      process.invocation = invocation;
      const event: unknown = JSON.parse(JSON.stringify(payload));
      const result = await invocation.end(process.handle(event));
      idle.set(id, [...(idle.get(id) ?? []), process]);
      return result;
    } finally {
      running.delete(invocation);
    }
  }

  return {
    calls: calls as readonly OutboundCall[],
    isIdle: (): boolean => running.size === 0,

    /** Ends every process, as the death of their host would. */
    killAll(): void {
      for (const invocation of running) invocation.die(lambdaUnknown);
    },

    arnOf(constructId: string): string {
      const found = application.functions.find(
        ({ name }) => constructIdOf(name, handlers.keys()) === constructId,
      );
      if (!found) throw new Error(`the templates have no function ${constructId}`);
      return found.arn;
    },

    /** The handler's return value, as JSON would carry it. @throws FunctionError, or what the handler threw */
    async invoke(arn: string, payload: unknown): Promise<unknown> {
      const definition = definitions.get(arn);
      const functionName = constructIdOf(definition?.name ?? '', handlers.keys());
      if (!definition || !functionName) throw new Error(`no function has the ARN ${arn}`);
      invocations += 1;
      const step = { number: invocations, functionName };
      const chain = world.stepInterceptors.reduceRight<() => Promise<unknown>>(
        (next, intercept) => () => intercept(step, next),
        () => run(functionName, definition, payload),
      );
      return chain();
    },
  };
}

function createEnvironments({ identities }: Application) {
  const urls = { s3: awsEndpoint, sfn: awsEndpoint, events: awsEndpoint, secrets: awsEndpoint };
  const added = createFunctionEnvironment({
    identities,
    urls,
    providerBaseUrl: providerOrigin,
    trustedOrigins: [providerOrigin, providerOrigin.replace('https:', 'http:')],
    timeScale: 1,
  });
  return (definition: FunctionDefinition) => ({ ...definition.environment, ...added(definition) });
}
