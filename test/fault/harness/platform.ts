import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type Application, region } from '../../../infra/local/application.ts';
import type { SeenEvent } from '../../../infra/local/events/event-bus.ts';
import { ObjectStore } from '../../../shared/storage/object-store.ts';
import { createRequestHandler } from './aws.ts';
import { createExecutionDesk } from './executions.ts';
import { findFunctionFiles, loadFunctions } from './function-files.ts';
import { awsEndpoint, createFunctions } from './functions.ts';
import type { Interceptor, Step, StepInterceptor } from './outbound.ts';
import { createProvider } from './provider.ts';
import { openSecrets } from './secrets.ts';
import { startServices } from './services.ts';
import { openStorage } from './storage.ts';
import { startVirtualTime } from './virtual-time.ts';

export type PlatformOptions = {
  /** What the synthesized templates say. */
  readonly application: Application;
  /** Bytes of every video that the provider makes. */
  readonly videoBytes?: number;
  /** Lets processes serve more than one invocation. */
  readonly warm?: boolean;
};

export type Platform = Awaited<ReturnType<typeof startPlatform>>;

/** The synthesized app on a laptop's services, all in this process, without sockets, in virtual time. */
export async function startPlatform({ application, videoBytes, warm }: PlatformOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'fault-'));
  const { identities, bucket } = application;
  const handlers = await loadFunctions(findFunctionFiles());
  const time = startVirtualTime();
  const provider = createProvider(time, videoBytes ?? 100_000);
  const secrets = openSecrets(join(directory, 'secrets.json'), application);
  const storage = await openStorage(join(directory, 's3'), bucket.name, {
    region,
    authorize: identities.allows,
    secretOf: identities.secretOf,
  });
  const logs: string[] = [];
  const undelivered: string[] = [];
  const events: SeenEvent[] = [];
  const steps: Step[] = [];
  const interceptors: Interceptor[] = [];
  const failures: string[] = [];
  const stepInterceptors: StepInterceptor[] = [
    (step, run) => {
      steps.push(step);
      return run().catch((error: Error) => {
        failures.push(`${step.number} ${step.functionName}: ${error.name} ${error.message}`);
        throw error;
      });
    },
  ];
  const functions = createFunctions({
    ...{ application, handlers, time, interceptors, stepInterceptors, warm: warm ?? false },
    fetch: provider.fetch,
    log: (line) => logs.push(line),
    wires: {
      s3: storage.wire,
      secrets: secrets.wire,
      states: (request) => services.wires.states(request),
      events: (request) => services.wires.events(request),
    },
  });

  const start = () => {
    const { invoke } = functions;
    const onUndelivered = (line: string) => undelivered.push(line);
    const started = startServices({ application, directory, invoke, onUndelivered });
    started.bus.subscribe((seen) => events.push(seen));
    return started;
  };
  let services = start();
  const desk = createExecutionDesk(application.machine.arn, () => services.engine);
  const operator = new S3Client({
    region,
    endpoint: awsEndpoint,
    credentials: identities.operator,
    requestHandler: createRequestHandler((request) => time.track(() => storage.wire(request))),
  });

  return {
    ...{ time, provider, functions, executions: desk, plantKey: secrets.plantKey },
    ...{ logs, failures, undelivered, steps: steps as readonly Step[] },
    /** Everything that any bus has carried. */
    events: events as readonly SeenEvent[],
    /** The bucket as its operator sees it. */
    store: new ObjectStore(operator, bucket.name),
    keys: storage.keys,
    /** Puts something between the functions and the world; the first one is outermost. */
    intercept: (interceptor: Interceptor) => void interceptors.push(interceptor),
    /** The same around whole runs of functions. */
    interceptSteps: (interceptor: StepInterceptor) => void stepInterceptors.push(interceptor),

    /** SIGKILL: every process ends at once. */
    kill(): void {
      functions.killAll();
      services.close();
    },
    /** The next start on the same directory. */
    restart(): void {
      services = start();
      services.engine.reportInterrupted();
    },

    async close(): Promise<void> {
      functions.killAll();
      services.close();
      time.end();
      await provider.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
