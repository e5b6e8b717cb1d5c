import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineWith, executionArn, functionArn, machineArn, oneTask, pass } from './machines.ts';

const rest = {
  StartAt: 'Rest',
  States: { Rest: { Type: 'Wait', Seconds: 100, End: true } },
};

describe('starting an execution', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T08:00:00.500Z') }));
  afterEach(() => void vi.useRealTimers());

  it('is idempotent for the same name and input while it runs', async () => {
    const { start, events } = engineWith(rest);
    const first = start('job', { a: 1 });
    await pass(50_000);
    expect(start('job', { a: 1 })).toEqual(first);
    expect(events).toHaveLength(1);
  });

  it('refuses a used name for another input, and for the same input once it has ended', async () => {
    const { start } = engineWith(rest);
    start('job', { a: 1 });
    const taken = { code: 'ExecutionAlreadyExists' };
    expect(() => start('job', { a: 2 })).toThrow(expect.objectContaining(taken));
    await pass(100_000);
    expect(() => start('job', { a: 1 })).toThrow(expect.objectContaining(taken));
  });

  it('takes a name of its own and an empty input when none are given', async () => {
    const { perform } = engineWith(rest);
    const [one, two] = [1, 2].map(() => perform('StartExecution', { stateMachineArn: machineArn }));
    expect(one?.executionArn).not.toBe(two?.executionArn);
    const described = perform('DescribeExecution', { executionArn: one?.executionArn });
    expect(described.input).toBe('{}');
  });

  it('tells EventBridge of the start and of the end', async () => {
    const { start, events } = engineWith(oneTask());
    start('told', { a: 1 });
    await pass(0);
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      version: '0',
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      account: '123456789012',
      region: 'eu-west-1',
      time: '2026-11-21T08:00:00Z',
      resources: [executionArn('told')],
      detail: { status: 'RUNNING', stopDate: null, output: null, input: '{"a":1}' },
    });
    expect(events[1]?.detail).toMatchObject({
      executionArn: executionArn('told'),
      stateMachineArn: machineArn,
      name: 'told',
      status: 'SUCCEEDED',
      startDate: Date.parse('2026-11-21T08:00:00.500Z'),
      stopDate: Date.parse('2026-11-21T08:00:00.500Z'),
      output: '{"a":1}',
      outputDetails: { included: true },
      error: null,
      cause: null,
    });
  });

  it('leaves an input out of the event that EventBridge would not carry', async () => {
    const { start, events } = engineWith(rest);
    start('large', 'x'.repeat(254_000));
    start('escaped', '"'.repeat(70_000));
    const inputs = events.map(({ detail }) => [detail.input === null, detail.inputDetails]);
    expect(inputs).toEqual([
      [true, { included: false }],
      [true, { included: false }],
    ]);
  });

  it('stops once: a second stop changes nothing', () => {
    const { start, perform, describeExecution } = engineWith(rest);
    start('job');
    const stop = (error: string) =>
      perform('StopExecution', { executionArn: executionArn('job'), error });
    expect(stop('Second')).toEqual(stop('Third'));
    expect(describeExecution('job')).toMatchObject({ status: 'ABORTED', error: 'Second' });
  });
});

describe('the history of an execution', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('has every state and every attempt, in Map and Parallel too', async () => {
    const definition = {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Left', States: { Left: { Type: 'Pass', End: true } } },
            { StartAt: 'Right', States: { Right: { Type: 'Pass', Result: [1, 2], End: true } } },
          ],
          Next: 'Each',
        },
        Each: {
          Type: 'Map',
          ItemsPath: '$[1]',
          ItemProcessor: {
            StartAt: 'Work',
            States: {
              Work: {
                Type: 'Task',
                Resource: functionArn('work'),
                Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1 }],
                End: true,
              },
            },
          },
          End: true,
        },
      },
    };
    const seen = new Set<unknown>();
    const { start, perform, describeExecution } = engineWith(definition, {
      invokeFunction: async (_arn, payload) => {
        if (seen.has(payload)) return payload;
        seen.add(payload);
        throw new Error('once');
      },
    });
    start('nested');
    await pass(10_000);
    expect(describeExecution('nested').output).toBe('[1,2]');
    const { events } = perform('GetExecutionHistory', { executionArn: executionArn('nested') });
    const types = (events as { type: string; id: number }[]).map(({ type }) => type);
    const count = (type: string) => types.filter((other) => other === type).length;
    expect([types[0], types.at(-1)]).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
    expect(count('PassStateEntered')).toBe(2);
    expect(count('TaskStateEntered')).toBe(2);
    expect(count('TaskScheduled')).toBe(4);
    expect(count('TaskFailed')).toBe(2);
    expect((events as { id: number }[]).map(({ id }) => id)).toEqual(types.map((_, i) => i + 1));
  });
});
