import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineWith, executionArn, functionArn, oneTask, pass } from './machines.ts';

const waitForToken = (fields: object = {}) =>
  oneTask({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token', 'id.$': '$.id' } },
    ...fields,
  });

describe('a Task state', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('invokes by lambda:invoke with the context in its parameters', async () => {
    const calls: unknown[] = [];
    const definition = oneTask({
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: functionArn('work'),
        Payload: {
          'execution.$': '$$.Execution.Id',
          'name.$': '$$.Execution.Name',
          'machine.$': '$$.StateMachine.Name',
          'state.$': '$$.State.Name',
          'input.$': '$$.Execution.Input',
        },
      },
    });
    const { start, describeExecution } = engineWith(definition, {
      invokeFunction: async (...parameters) => void calls.push(parameters),
    });
    start('context', { id: 7 });
    await pass(0);
    const payload = {
      execution: executionArn('context'),
      name: 'context',
      machine: 'm',
      state: 'Work',
      input: { id: 7 },
    };
    expect(calls).toEqual([[functionArn('work'), payload]]);
    expect(JSON.parse(String(describeExecution('context').output))).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: null,
      StatusCode: 200,
    });
  });

  it('hands other resources to their integration', async () => {
    const definition = oneTask({
      Resource: 'arn:aws:states:::events:putEvents',
      Parameters: { Entries: [{ 'Detail.$': '$' }] },
    });
    const { start, describeExecution } = engineWith(definition, {
      integrations: { 'events:putEvents': async (parameters) => ({ put: parameters }) },
    });
    start('integration', { a: 1 });
    await pass(0);
    expect(JSON.parse(String(describeExecution('integration').output))).toEqual({
      put: { Entries: [{ Detail: { a: 1 } }] },
    });
  });

  it('completes by a token that comes back before the call has ended', async () => {
    const { start, perform, describeExecution } = engineWith(waitForToken(), {
      invokeFunction: (_name, payload) => {
        const taskToken = (payload as { token: string }).token;
        queueMicrotask(() => perform('SendTaskSuccess', { taskToken, output: '"early"' }));
        return new Promise(() => undefined);
      },
    });
    start('early', { id: 1 });
    await pass(0);
    expect(describeExecution('early')).toMatchObject({ status: 'SUCCEEDED', output: '"early"' });
  });

  it('keeps executions apart whose input holds the token of another', async () => {
    const tokens: string[] = [];
    const { start, perform, describeExecution } = engineWith(waitForToken(), {
      invokeFunction: async (_name, payload) =>
        void tokens.push((payload as { token: string }).token),
    });
    start('first', { id: 1 });
    await pass(0);
    start('second', { id: tokens[0] });
    await pass(0);
    perform('SendTaskSuccess', { taskToken: tokens[1], output: '"second"' });
    await pass(0);
    expect(describeExecution('first')).toMatchObject({ status: 'RUNNING' });
    expect(describeExecution('second')).toMatchObject({ output: '"second"' });
  });

  it('fails when its heartbeat stays away, and not before', async () => {
    const tokens: string[] = [];
    const { start, perform, describeExecution } = engineWith(
      waitForToken({ HeartbeatSeconds: 10 }),
      {
        invokeFunction: async (_name, payload) =>
          void tokens.push((payload as { token: string }).token),
      },
    );
    start('beats', { id: 1 });
    await pass(8000);
    perform('SendTaskHeartbeat', { taskToken: tokens[0] });
    await pass(9000);
    expect(describeExecution('beats')).toMatchObject({ status: 'RUNNING' });
    await pass(1000);
    expect(describeExecution('beats')).toMatchObject({
      status: 'FAILED',
      error: 'States.HeartbeatTimeout',
    });
  });

  it.each([
    ['the state has timed out', 5000],
    ['the execution was stopped', 0],
  ])('spends the token when %s', async (_when, milliseconds) => {
    const tokens: string[] = [];
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Rest' }];
    const definition = waitForToken({ TimeoutSeconds: 5, Catch });
    Object.assign(definition.States, { Rest: { Type: 'Wait', Seconds: 1000, End: true } });
    const { start, perform } = engineWith(definition, {
      invokeFunction: async (_name, payload) =>
        void tokens.push((payload as { token: string }).token),
    });
    start('spent', { id: 1 });
    await pass(milliseconds);
    if (milliseconds === 0) perform('StopExecution', { executionArn: executionArn('spent') });
    await pass(0);
    const send = () => perform('SendTaskSuccess', { taskToken: tokens[0], output: '{}' });
    expect(send).toThrow("Task Timed Out: 'Provided task does not exist anymore'");
  });

  const large = 'x'.repeat(256 * 1024);
  it.each([
    ['States.ALL does not catch it', 'States.ALL', 'FAILED'],
    ['its own name does', 'States.DataLimitExceeded', 'SUCCEEDED'],
  ])('fails for a result above 256 KiB: %s', async (_how, name, status) => {
    const definition = oneTask({ Catch: [{ ErrorEquals: [name], Next: 'End' }] });
    Object.assign(definition.States, { End: { Type: 'Succeed' } });
    const { start, describeExecution } = engineWith(definition, {
      invokeFunction: async () => large,
    });
    start('large');
    await pass(0);
    expect(describeExecution('large').status).toBe(status);
  });

  it('fails an execution whose state grows above 256 KiB', async () => {
    const definition = oneTask({ ResultPath: '$.more', Next: 'Rest', End: undefined });
    Object.assign(definition.States, { Rest: { Type: 'Wait', Seconds: 1000, End: true } });
    const { start, describeExecution } = engineWith(JSON.parse(JSON.stringify(definition)), {
      invokeFunction: async () => large.slice(0, 200_000),
    });
    start('grown', { text: large.slice(0, 100_000) });
    await pass(0);
    expect(describeExecution('grown')).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });
});
