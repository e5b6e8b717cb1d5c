import type { Authorize } from '../wire/authorize.ts';
import { type AwsJsonServer, startAwsJson } from '../wire/aws-json.ts';
import { operation } from '../wire/operation.ts';
import type { EventBus } from './event-bus.ts';
import { busNameOf, PutEventsInput, putEvents } from './put-events.ts';

export type EventsOptions = {
  readonly port: number;
  readonly bus: EventBus;
  readonly authorize?: Authorize;
  /** Epoch milliseconds. */
  readonly now?: () => number;
};

/** Entries of 1 MB grow on the wire, where their JSON is a string within JSON. */
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * EventBridge's PutEvents on the real AwsJson 1.1 wire, and beside it `GET /_events?after=n`, which answers
 * `{ "events": [{ sequence, busName, event }] }` with what any bus has seen since, for black-box tests.
 */
export function startEvents(options: EventsOptions): Promise<AwsJsonServer> {
  const { port, bus, authorize, now = () => Date.now() } = options;
  return startAwsJson({
    port,
    version: '1.1',
    targetPrefix: 'AWSEvents',
    maxBodyBytes,
    operations: { PutEvents: operation(PutEventsInput, (input) => putEvents(bus, input, now())) },
    iam: {
      service: 'events',
      resources: ({ input }) =>
        PutEventsInput.safeParse(input).data?.Entries.map(busArn(bus)) ?? [],
    },
    authorize,
    pages: {
      '/_events': (url) => ({
        events: bus.eventsAfter(Number(url.searchParams.get('after') ?? 0)),
      }),
    },
  });
}

const busArn =
  ({ region, account }: EventBus) =>
  ({ EventBusName }: { EventBusName?: string }) =>
    `arn:aws:events:${region}:${account}:event-bus/${busNameOf(EventBusName)}`;
