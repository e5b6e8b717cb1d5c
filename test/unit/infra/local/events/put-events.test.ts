import { describe, expect, it } from 'vitest';
import { createEventBus, type SeenEvent } from '../../../../../infra/local/events/event-bus.ts';
import { putEvents } from '../../../../../infra/local/events/put-events.ts';
import { putEventsIntegration } from '../../../../../infra/local/events/put-events-integration.ts';

const now = Date.parse('2026-11-21T08:00:00.900Z');
const entry = { Source: 'me', DetailType: 'greeting', Detail: '{"hello":"you"}' };

function watchedBus() {
  const seen: SeenEvent[] = [];
  const bus = createEventBus({
    region: 'eu-west-1',
    account: '123456789012',
    rules: [],
    buses: ['qwen-media'],
    deliver: async () => undefined,
    onDeadLetter: () => undefined,
  });
  bus.subscribe((event) => seen.push(event));
  return { bus, seen };
}

describe('putEvents', () => {
  it('publishes an entry as an event', () => {
    const { bus, seen } = watchedBus();
    const Resources = ['arn:one'];
    const entries = [
      { ...entry, Resources },
      { ...entry, Time: 0, EventBusName: 'qwen-media' },
    ];
    const output = putEvents(bus, { Entries: entries }, now);
    expect(output).toEqual({
      FailedEntryCount: 0,
      Entries: seen.map(({ event }) => ({ EventId: event.id })),
    });
    expect(seen).toMatchObject([
      {
        busName: 'default',
        event: {
          version: '0',
          'detail-type': 'greeting',
          source: 'me',
          account: '123456789012',
          region: 'eu-west-1',
          time: '2026-11-21T08:00:00Z',
          resources: ['arn:one'],
          detail: { hello: 'you' },
        },
      },
      { busName: 'qwen-media', event: { time: '1970-01-01T00:00:00Z' } },
    ]);
  });

  it('takes a bus by its ARN', () => {
    const { bus, seen } = watchedBus();
    const EventBusName = 'arn:aws:events:eu-west-1:123456789012:event-bus/qwen-media';
    putEvents(bus, { Entries: [{ ...entry, EventBusName }] }, now);
    expect(seen).toMatchObject([{ busName: 'qwen-media' }]);
  });

  it.each([
    ['no source', { Source: undefined }, 'InvalidArgument'],
    ['no detail type', { DetailType: undefined }, 'InvalidArgument'],
    ['no detail', { Detail: undefined }, 'InvalidArgument'],
    ['a detail that is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['a detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
    ['a source of AWS', { Source: 'aws.s3' }, 'NotAuthorizedForSourceException'],
    ['an unknown bus', { EventBusName: 'nowhere' }, 'ResourceNotFoundException'],
  ])('fails an entry with %s and publishes the others', (_what, fields, ErrorCode) => {
    const { bus, seen } = watchedBus();
    const output = putEvents(bus, { Entries: [entry, { ...entry, ...fields }] }, now);
    expect(output).toMatchObject({ FailedEntryCount: 1, Entries: [{}, { ErrorCode }] });
    expect(seen).toHaveLength(1);
  });

  it('refuses entries that are too large together', () => {
    const { bus, seen } = watchedBus();
    const Detail = JSON.stringify({ text: 'x'.repeat(600_000) });
    const put = () => putEvents(bus, { Entries: [1, 2].map(() => ({ ...entry, Detail })) }, now);
    expect(put).toThrow(expect.objectContaining({ code: 'ValidationException' }));
    expect(seen).toEqual([]);
  });
});

describe('putEventsIntegration', () => {
  it('takes Detail as JSON', async () => {
    const { bus, seen } = watchedBus();
    const Entries = [{ ...entry, Detail: { hello: 'JSON' } }];
    const output = await putEventsIntegration(bus, () => now)({ Entries });
    expect(output).toMatchObject({ FailedEntryCount: 0 });
    expect(seen).toMatchObject([{ event: { detail: { hello: 'JSON' } } }]);
  });

  it.each([
    ['an entry fails', { Entries: [{ ...entry, EventBusName: 'x' }] }, 'EventBridge.FailedEntry'],
    ['there are no entries', {}, 'States.Runtime'],
  ])('fails the task when %s', async (_when, parameters, name) => {
    const { bus } = watchedBus();
    await expect(putEventsIntegration(bus)(parameters)).rejects.toMatchObject({ name });
  });
});
