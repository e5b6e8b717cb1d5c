import { type Application, account, region } from './application.ts';
import { createEventBus } from './events/event-bus.ts';
import { createSchedules } from './events/schedules.ts';
import { createAsynchronousInvocations } from './lambda/asynchronous-invocations.ts';
import { keepFailureRecord } from './lambda/failure-records.ts';

type PlumbingOptions = {
  readonly application: Application;
  readonly invoke: (arn: string, payload: unknown) => Promise<unknown>;
  readonly timeScale: number;
  /** Where the buckets are that records of failed events go to. */
  readonly s3Url: Promise<string>;
  readonly log: (line: string) => void;
};

/** Buses and schedules as the templates wire them to functions, and what Lambda does with events. */
export function createEventPlumbing(options: PlumbingOptions) {
  const { application, invoke, timeScale, s3Url, log } = options;
  const asynchronous = createAsynchronousInvocations({
    functions: application.functions,
    invoke,
    timeScale,
    keep: async (definition, record) => {
      const credentials = application.identities.forRole(definition.roleArn);
      const client = { endpoint: await s3Url, region, credentials };
      await keepFailureRecord(client, definition, record);
    },
    log,
  });
  const deliver = async ({ arn }: { arn: string }, input: unknown) =>
    asynchronous.invoke(arn, input);
  const bus = createEventBus({
    region,
    account,
    rules: application.rules,
    buses: application.buses,
    deliver,
    onDeadLetter: ({ rule }, error) => log(`event not delivered by ${rule.name}: ${error}`),
  });
  const schedules = createSchedules({
    region,
    account,
    rules: application.schedules,
    timeScale,
    deliver,
    onError: (rule, error) => log(`schedule ${rule.name} failed: ${error}`),
  });
  return { asynchronous, bus, schedules };
}
