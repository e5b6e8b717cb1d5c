import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { AwsError } from '../../infra/local/wire/aws-error.ts';
import { startAwsJson } from '../../infra/local/wire/aws-json.ts';
import { JobEvent } from '../../shared/contract/event.ts';
import { EventBus } from '../../shared/events/event-bus.ts';
import { WebhookDeliveries } from '../../shared/events/webhook-deliveries.ts';
import { Executions } from '../../shared/jobs/executions.ts';
import { createFakeWire, type FakeWire, sendThrough } from './fake-wire.ts';

const clientOptions = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' },
  maxAttempts: 1,
};

/** Where in a client's stack the wire is: every attempt goes through it. */
const throughWire = { step: 'deserialize', priority: 'low', name: 'fakeWire' } as const;

/** Thrown by a fake service whose world has it so. */
export type AwsFault = { readonly code: string; readonly status: number };

/** Secrets Manager's GetSecretValue, one value a secret. */
export async function startSecretsWire() {
  const secrets = new Map<string, { value: string | undefined; reads: number; fault?: AwsFault }>();
  const server = await startAwsJson({
    port: 0,
    version: '1.1',
    targetPrefix: 'secretsmanager',
    operations: {
      GetSecretValue: ({ SecretId }) => {
        const secret = secrets.get(String(SecretId));
        if (secret) secret.reads += 1;
        if (secret?.fault) throw new AwsError(secret.fault.code, 'no', secret.fault.status);
        if (secret?.value === undefined) throw new AwsError('ResourceNotFoundException', 'none');
        return { ARN: SecretId, Name: SecretId, SecretString: secret.value };
      },
    },
  });
  const client = new SecretsManagerClient({ ...clientOptions, endpoint: server.url });
  return {
    client,
    /** A secret of its own; its value may be changed at any time. */
    plant: (value: string | undefined) => {
      const secret = { value, reads: 0, fault: undefined as AwsFault | undefined };
      const arn = `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${randomUUID()}`;
      secrets.set(arn, secret);
      return { arn, secret };
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
}

type StartedExecution = { readonly name: string; readonly input: unknown };

/** A state machine: what was started, and what of it still runs. A test ends an execution by saying so. */
type FakeMachine = {
  readonly started: StartedExecution[];
  readonly executions: Map<string, 'running' | 'over'>;
  fault: AwsFault | undefined;
};

/** Step Functions' StartExecution: a name that runs is as good as started, one that is over is refused (aws-facts §3). */
export async function startStatesWire() {
  const machines = new Map<string, FakeMachine>();
  const server = await startAwsJson({
    port: 0,
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    operations: {
      StartExecution: ({ stateMachineArn, name, input }) => {
        const machine = machines.get(String(stateMachineArn));
        if (!machine) throw new AwsError('StateMachineDoesNotExist', 'none');
        if (machine.fault) throw new AwsError(machine.fault.code, 'no', machine.fault.status);
        const standing = machine.executions.get(String(name));
        if (standing === 'over') throw new AwsError('ExecutionAlreadyExists', 'over');
        machine.executions.set(String(name), 'running');
        if (!standing)
          machine.started.push({ name: String(name), input: JSON.parse(String(input)) });
        return { executionArn: `${stateMachineArn}:${name}`, startDate: 1_795_000_000 };
      },
    },
  });
  const opened: SFNClient[] = [];
  return {
    /** A machine of its own, and what starts it through the wire. */
    plant: (wire: FakeWire = createFakeWire()) => {
      const client = new SFNClient({ ...clientOptions, endpoint: server.url });
      opened.push(client);
      client.middlewareStack.add(
        (next, { commandName }) =>
          async (input) =>
            sendThrough(wire, { service: 'states', what: `${commandName}` }, () => next(input)),
        throughWire,
      );
      const arn = `arn:aws:states:eu-central-1:000000000000:stateMachine:${randomUUID()}`;
      const machine: FakeMachine = { started: [], executions: new Map(), fault: undefined };
      machines.set(arn, machine);
      return {
        machine,
        executions: new Executions(client, { video: arn, vision: arn }),
        deliveries: new WebhookDeliveries(client, arn),
      };
    },
    close: async () => {
      for (const client of opened) client.destroy();
      await server.close();
    },
  };
}

/** A bus: what it was told, and whether it takes events. */
type FakeBus = {
  readonly told: JobEvent[];
  fault: AwsFault | undefined;
  /** Each event is refused by itself, in an answer that is none of an error. */
  refuses: boolean;
};

const refusal = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };

/** EventBridge's PutEvents: remembers what every bus was told. */
export async function startEventsWire() {
  const buses = new Map<string, FakeBus>();
  const put = ({ EventBusName, Detail }: { EventBusName: string; Detail: string }) => {
    const bus = buses.get(EventBusName);
    if (bus?.fault) throw new AwsError(bus.fault.code, 'no', bus.fault.status);
    if (bus?.refuses) return refusal;
    bus?.told.push(JobEvent.parse(JSON.parse(Detail)));
    return { EventId: randomUUID() };
  };
  const server = await startAwsJson({
    port: 0,
    version: '1.1',
    targetPrefix: 'AWSEvents',
    operations: {
      PutEvents: (input) => {
        const Entries = (input.Entries as Parameters<typeof put>[0][]).map(put);
        return { FailedEntryCount: Entries.filter((one) => one === refusal).length, Entries };
      },
    },
  });
  const opened: EventBridgeClient[] = [];
  return {
    /** A bus of its own, and what reaches it through the wire. */
    plant: (wire: FakeWire = createFakeWire()) => {
      const client = new EventBridgeClient({ ...clientOptions, endpoint: server.url });
      opened.push(client);
      client.middlewareStack.add(
        (next) => async (input) =>
          sendThrough(wire, { service: 'events', what: 'PutEvents' }, () => next(input)),
        throughWire,
      );
      const name = randomUUID();
      const fake: FakeBus = { told: [], fault: undefined, refuses: false };
      buses.set(name, fake);
      return { fake, bus: new EventBus(client, name) };
    },
    close: async () => {
      for (const client of opened) client.destroy();
      await server.close();
    },
  };
}
