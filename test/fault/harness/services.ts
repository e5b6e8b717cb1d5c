import { join } from 'node:path';
import { type Application, account, region } from '../../../infra/local/application.ts';
import { createEventBus } from '../../../infra/local/events/event-bus.ts';
import { busNameOf, PutEventsInput, putEvents } from '../../../infra/local/events/put-events.ts';
import { createSchedules } from '../../../infra/local/events/schedules.ts';
import { createExecutionEngine } from '../../../infra/local/states/engine.ts';
import { operation } from '../../../infra/local/wire/operation.ts';
import { createJsonWire } from './aws.ts';
import type { Functions } from './functions.ts';

export type ServicesWorld = {
  readonly application: Application;
  /** Where executions are journaled. */
  readonly directory: string;
  readonly invoke: Functions['invoke'];
  readonly onUndelivered: (line: string) => void;
};

/** What begins and ends with the platform's process: executions, buses, schedules. */
export function startServices({ application, directory, invoke, onUndelivered }: ServicesWorld) {
  const { identities, rules, buses, schedules: scheduled } = application;
  const authorize = identities.allows;
  const deliver = async ({ arn }: { arn: string }, input: unknown) =>
    void (await invoke(arn, input));
  const bus = createEventBus({
    ...{ region, account, rules, buses, deliver },
    onDeadLetter: ({ rule }, error) => onUndelivered(`${rule.name}: ${String(error)}`),
  });
  const engine = createExecutionEngine({
    region,
    account,
    machines: application.machines,
    invokeFunction: invoke,
    journalFile: join(directory, 'executions.jsonl'),
    onStatusChange: (event) => bus.publish('default', event),
  });
  const schedules = createSchedules({
    ...{ region, account, rules: scheduled, timeScale: 1, deliver },
    onError: (rule, error) => onUndelivered(`${rule.name}: ${String(error)}`),
  });
  const put = operation(PutEventsInput, (input) => putEvents(bus, input, Date.now()));
  const busesOf = ({ input }: { input: Record<string, unknown> }) =>
    PutEventsInput.parse(input).Entries.map(
      ({ EventBusName }) =>
        `arn:aws:events:${region}:${account}:event-bus/${busNameOf(EventBusName)}`,
    );
  return {
    bus,
    engine,
    wires: {
      states: createJsonWire(engine.operations, engine.iam, authorize),
      events: createJsonWire(
        { PutEvents: put },
        { service: 'events', resources: busesOf },
        authorize,
      ),
    },
    close(): void {
      schedules.close();
      engine.close();
      bus.close();
    },
  };
}
