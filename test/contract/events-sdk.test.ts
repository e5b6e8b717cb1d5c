import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventBus, type EventBus } from '../../infra/local/events/event-bus.ts';
import { startEvents } from '../../infra/local/events/server.ts';
import type { AwsJsonServer } from '../../infra/local/wire/aws-json.ts';

describe('EventBridge over the wire, with the AWS SDK', () => {
  let bus: EventBus;
  let server: AwsJsonServer;
  let client: EventBridgeClient;
  let delivered: unknown[];

  beforeEach(async () => {
    delivered = [];
    bus = createEventBus({
      region: 'eu-west-1',
      account: '123456789012',
      rules: [
        {
          name: 'large-videos',
          busName: 'qwen-media',
          pattern: { source: ['qwen-media'], detail: { bytes: [{ numeric: ['>', 100] }] } },
          targets: [{ arn: 'arn:target', inputPath: '$.detail' }],
        },
      ],
      deliver: async (target, input) => void delivered.push([target.arn, input]),
      onDeadLetter: (_delivery, error) => delivered.push(error),
    });
    server = await startEvents({
      port: 0,
      bus,
      authorize: ({ resource }) => !resource.endsWith('/forbidden'),
    });
    client = new EventBridgeClient({
      region: 'eu-west-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });

  afterEach(async () => {
    client.destroy();
    bus.close();
    await server.close();
  });

  const entry = (bytes: number, EventBusName = 'qwen-media') => ({
    Source: 'qwen-media',
    DetailType: 'video.completed',
    Detail: JSON.stringify({ bytes }),
    EventBusName,
    Time: new Date('2026-11-21T08:00:00.000Z'),
  });
  const put = (...Entries: ReturnType<typeof entry>[]) =>
    client.send(new PutEventsCommand({ Entries }));

  it('takes events, runs the rules and tells black-box tests what it saw', async () => {
    const output = await put(entry(50), entry(500), entry(1, 'nowhere'));
    expect(output).toMatchObject({
      FailedEntryCount: 1,
      Entries: [
        { EventId: expect.any(String) },
        { EventId: expect.any(String) },
        { ErrorCode: 'ResourceNotFoundException' },
      ],
    });
    await bus.idle();
    expect(delivered).toEqual([['arn:target', { bytes: 500 }]]);

    const seen = async (after: number) => {
      const response = await fetch(`${server.url}/_events?after=${after}`);
      return ((await response.json()) as { events: unknown[] }).events;
    };
    expect(await seen(0)).toHaveLength(2);
    expect(await seen(1)).toMatchObject([
      {
        sequence: 2,
        busName: 'qwen-media',
        event: { id: output.Entries?.[1]?.EventId, time: '2026-11-21T08:00:00Z' },
      },
    ]);
  });

  it('carries entries just below a megabyte, and refuses more', async () => {
    const large = (bytes: number) => ({ ...entry(1), Detail: `{"t":"${'x'.repeat(bytes)}"}` });
    expect(await put(large(1_040_000))).toMatchObject({ FailedEntryCount: 0 });
    await expect(put(large(1_048_576))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses more than ten entries, and none', async () => {
    const eleven = Array.from({ length: 11 }, () => entry(1));
    await expect(put(...eleven)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('denies a bus that the policy of the calling key does not allow', async () => {
    await expect(put(entry(1), entry(1, 'forbidden'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('arn:aws:events:eu-west-1:123456789012:event-bus/forbidden'),
    });
    expect(bus.eventsAfter(0)).toEqual([]);
  });
});
