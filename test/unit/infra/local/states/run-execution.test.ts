import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineWith, executionArn, functionArn, functionError, oneTask, pass } from './machines.ts';

describe('an execution in virtual time', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T08:00:00.000Z') }));
  afterEach(() => void vi.useRealTimers());

  it('waits as long as the input says, and polls until the answer comes', async () => {
    const polls: number[] = [];
    const definition = {
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', SecondsPath: '$.wait_seconds', Next: 'Poll' },
        Poll: { Type: 'Task', Resource: functionArn('poll'), Next: 'Done?' },
        'Done?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'End' }],
          Default: 'Wait',
        },
        End: { Type: 'Succeed' },
      },
    };
    const { start, describeExecution } = engineWith(definition, {
      invokeFunction: async () => {
        polls.push(Date.now());
        return { wait_seconds: 3600, done: polls.length === 3 };
      },
    });
    start('long', { wait_seconds: 60 });
    await pass(2 * 3600_000 + 60_000);
    expect(polls.map((time) => time - Date.parse('2026-11-21T08:00:00.000Z'))).toEqual([
      60_000, 3_660_000, 7_260_000,
    ]);
    expect(describeExecution('long')).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: Date.parse('2026-11-21T10:01:00.000Z') / 1000,
    });
  });

  it('hands a function error to Catch as Error and Cause', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: functionArn('work'),
          Catch: [{ ErrorEquals: ['Refused'], ResultPath: '$.failure', Next: 'End' }],
          End: true,
        },
        End: { Type: 'Succeed' },
      },
    };
    const { start, describeExecution } = engineWith(definition, {
      invokeFunction: () => Promise.reject(functionError('Refused', 'no such model')),
    });
    start('caught', { id: 1 });
    await pass(0);
    expect(JSON.parse(String(describeExecution('caught').output))).toEqual({
      id: 1,
      failure: {
        Error: 'Refused',
        Cause: '{"errorType":"Refused","errorMessage":"no such model","trace":[]}',
      },
    });
  });

  it('fails with what nobody catches', async () => {
    const { start, describeExecution } = engineWith(oneTask(), {
      invokeFunction: () => Promise.reject(functionError('Broken', 'to pieces')),
    });
    start('failed');
    await pass(0);
    expect(describeExecution('failed')).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      cause: '{"errorType":"Broken","errorMessage":"to pieces","trace":[]}',
    });
  });

  it.each([
    ['as the definition says', 1, [0, 10_000, 30_000]],
    ['divided by the retry scale', 20, [0, 500, 1500]],
  ])('retries after pauses %s', async (_how, retryScale, expected) => {
    const attempts: number[] = [];
    const started = Date.now();
    const Retry = [{ ErrorEquals: ['Throttled'], IntervalSeconds: 10, MaxAttempts: 2 }];
    const { start, describeExecution } = engineWith(oneTask({ Retry }), {
      retryScale,
      invokeFunction: () => {
        attempts.push(Date.now() - started);
        return Promise.reject(functionError('Throttled'));
      },
    });
    start('retried');
    await pass(60_000);
    expect(attempts).toEqual(expected);
    expect(describeExecution('retried')).toMatchObject({ status: 'FAILED', error: 'Throttled' });
  });

  it('does not run a task again when it is stopped during a Retry pause', async () => {
    let attempts = 0;
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 5 }];
    const { start, perform, describeExecution } = engineWith(oneTask({ Retry }), {
      invokeFunction: () => {
        attempts += 1;
        return Promise.reject(functionError('Broken'));
      },
    });
    start('stopped');
    await pass(1000);
    perform('StopExecution', { executionArn: executionArn('stopped') });
    await pass(1_000_000);
    expect(attempts).toBe(1);
    expect(describeExecution('stopped')).toMatchObject({ status: 'ABORTED' });
  });

  it('does not run a task again when the machine times out during a Retry pause', async () => {
    let attempts = 0;
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 5 }];
    const { start, describeExecution } = engineWith(
      { ...oneTask({ Retry }), TimeoutSeconds: 50 },
      {
        invokeFunction: () => {
          attempts += 1;
          return Promise.reject(functionError('Broken'));
        },
      },
    );
    start('late');
    await pass(1_000_000);
    expect(attempts).toBe(1);
    expect(describeExecution('late')).toMatchObject({ status: 'TIMED_OUT' });
  });

  it('drops what a running function answers after a stop, and lets the function finish', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let isFinished = false;
    const { start, perform, describeExecution, events } = engineWith(oneTask(), {
      invokeFunction: () =>
        promise.then((result) => {
          isFinished = true;
          return result;
        }),
    });
    start('dropped');
    await pass(1000);
    perform('StopExecution', { executionArn: executionArn('dropped'), error: 'Enough' });
    expect(describeExecution('dropped')).toMatchObject({ status: 'ABORTED', error: 'Enough' });
    resolve('too late');
    await pass(1000);
    expect(isFinished).toBe(true);
    expect(describeExecution('dropped')).toMatchObject({ status: 'ABORTED', error: 'Enough' });
    expect(events.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'ABORTED']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives a task without a timeout all the time it takes', async () => {
    const { start, describeExecution } = engineWith(oneTask(), {
      invokeFunction: () => new Promise((resolve) => setTimeout(resolve, 3600_000, 'done')),
    });
    start('slow');
    await pass(3600_000);
    expect(describeExecution('slow')).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
  });

  it('fails a task that outlives its timeout with States.Timeout', async () => {
    const { start, describeExecution } = engineWith(oneTask({ TimeoutSeconds: 5 }), {
      invokeFunction: () => new Promise(() => undefined),
    });
    start('timeout');
    await pass(5000);
    expect(describeExecution('timeout')).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
  });

  it('runs 300 executions of an hour each at once', async () => {
    const definition = {
      StartAt: 'Sleep',
      States: {
        Sleep: { Type: 'Wait', Seconds: 3600, Next: 'Work' },
        Work: { Type: 'Task', Resource: functionArn('work'), End: true },
      },
    };
    const { start, events } = engineWith(definition);
    for (let index = 0; index < 300; index += 1) start(`e${index}`, { index });
    await pass(3600_000);
    const ends = events.filter(({ detail }) => detail.status === 'SUCCEEDED');
    expect(ends).toHaveLength(300);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when the engine closes', async () => {
    const { engine, start } = engineWith(oneTask({ TimeoutSeconds: 900 }), {
      invokeFunction: () => new Promise(() => undefined),
    });
    start('open');
    await pass(10);
    engine.close();
    await pass(10);
    expect(vi.getTimerCount()).toBe(0);
    expect(() => start('after')).toThrow('The platform is stopping');
  });
});
