import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createEventBus,
  type EventBusOptions,
  type SeenEvent,
  UnknownEventBusError,
} from '../../../../../infra/local/events/event-bus.ts';
import { InvalidEventPatternError } from '../../../../../infra/local/events/invalid-event-pattern-error.ts';
import { busEvent } from './bus-event.ts';

describe('createEventBus', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const rule = {
    name: 'on-completed',
    busName: 'qwen-media',
    pattern: { 'detail-type': ['video.completed'] },
    targets: [{ arn: 'arn:webhook' }, { arn: 'arn:log', inputPath: '$.detail.id' }],
  };

  function busWith(options: Partial<EventBusOptions> = {}) {
    const delivered: unknown[] = [];
    const dead: unknown[] = [];
    const bus = createEventBus({
      region: 'eu-west-1',
      account: '123456789012',
      rules: [rule],
      deliver: async ({ arn }, input, { name }) => void delivered.push([arn, input, name]),
      onDeadLetter: ({ target, input }, error) =>
        dead.push([target.arn, input, (error as Error).message]),
      ...options,
    });
    return { bus, delivered, dead };
  }

  it('delivers to every target of a matching rule, in its own shape', async () => {
    const { bus, delivered } = busWith();
    bus.publish('qwen-media', busEvent());
    bus.publish('qwen-media', busEvent({ 'detail-type': 'video.failed' }));
    bus.publish('default', busEvent());
    await bus.idle();
    expect(delivered).toEqual([
      ['arn:webhook', busEvent(), 'on-completed'],
      ['arn:log', 'vid_1', 'on-completed'],
    ]);
  });

  it('tries again with growing pauses until a delivery succeeds', async () => {
    const attempts: number[] = [];
    const started = Date.now();
    const { bus, dead } = busWith({
      retryDelays: [1000, 4000],
      rules: [{ ...rule, targets: [{ arn: 'arn:webhook' }] }],
      deliver: async () => {
        attempts.push(Date.now() - started);
        if (attempts.length < 3) throw new Error('busy');
      },
    });
    bus.publish('qwen-media', busEvent());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toEqual([0, 1000, 5000]);
    expect(dead).toEqual([]);
  });

  it('hands over as a dead letter what no attempt delivers, others unharmed', async () => {
    const { bus, dead, delivered } = busWith({
      deliver: async ({ arn }, input) => {
        if (arn === 'arn:webhook') throw new Error('gone');
        delivered.push(input);
      },
    });
    bus.publish('qwen-media', busEvent());
    await vi.advanceTimersByTimeAsync(60_000);
    await bus.idle();
    expect(dead).toEqual([['arn:webhook', busEvent(), 'gone']]);
    expect(delivered).toEqual(['vid_1']);
  });

  it('waits in idle for what deliveries publish in turn', async () => {
    const seen: SeenEvent[] = [];
    const { bus } = busWith({
      rules: [{ ...rule, targets: [{ arn: 'arn:chain' }] }],
      deliver: async () => {
        if (seen.length < 3) bus.publish('qwen-media', busEvent());
      },
    });
    bus.subscribe((event) => seen.push(event));
    bus.publish('qwen-media', busEvent());
    await bus.idle();
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('gives up further attempts when it closes, and leaves no timer', async () => {
    const { bus, dead } = busWith({ deliver: () => Promise.reject(new Error('busy')) });
    bus.publish('qwen-media', busEvent());
    await vi.advanceTimersByTimeAsync(500);
    bus.close();
    await bus.idle();
    expect(vi.getTimerCount()).toBe(0);
    expect(dead).toEqual([]);
  });

  it('tells subscribers every event of every bus until they leave', () => {
    const { bus } = busWith({ buses: ['extra'] });
    const seen: string[] = [];
    const leave = bus.subscribe(({ busName }) => seen.push(busName));
    bus.publish('default', busEvent());
    bus.publish('extra', busEvent());
    leave();
    bus.publish('default', busEvent());
    expect(seen).toEqual(['default', 'extra']);
  });

  it('remembers the last thousand events', () => {
    const { bus } = busWith();
    for (let index = 0; index < 1002; index += 1) bus.publish('default', busEvent());
    expect(bus.eventsAfter(0)).toHaveLength(1000);
    expect(bus.eventsAfter(1000).map(({ sequence }) => sequence)).toEqual([1001, 1002]);
  });

  it('refuses an unknown bus, and a bad rule when it is loaded', () => {
    const { bus } = busWith();
    expect(() => bus.publish('nowhere', busEvent())).toThrow(UnknownEventBusError);
    const bad = { ...rule, pattern: { source: [{ cidr: '10.0.0.0/8' }] } };
    expect(() => busWith({ rules: [bad] })).toThrow(InvalidEventPatternError);
  });
});
