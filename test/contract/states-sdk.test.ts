import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../infra/local/events/event.ts';
import { type States, startStates } from '../../infra/local/states/server.ts';

const greet = {
  StartAt: 'Greet',
  States: {
    Greet: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:greet',
      End: true,
    },
  },
};

const askPerson = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
      HeartbeatSeconds: 60,
      End: true,
    },
  },
};

const forever = {
  StartAt: 'Sleep',
  States: { Sleep: { Type: 'Wait', Seconds: 86_400, End: true } },
};

describe('Step Functions over the wire, with the AWS SDK', () => {
  let directory: string;
  let states: States;
  let client: SFNClient;
  let changes: BusEvent[];
  let asked: PromiseWithResolvers<string>;
  let ended: PromiseWithResolvers<void>;

  const start = () =>
    startStates({
      port: 0,
      region: 'eu-west-1',
      account: '123456789012',
      machines: [
        { name: 'greet', definition: greet },
        { name: 'ask', definition: askPerson },
        { name: 'forever', definition: forever },
      ],
      invokeFunction: async (functionArn, payload) => {
        if (functionArn === 'ask') {
          asked.resolve((payload as { token: string }).token);
          return null;
        }
        return { hello: (payload as { name: string }).name };
      },
      journalFile: join(directory, 'executions.jsonl'),
      onStatusChange: (event) => {
        changes.push(event);
        if (event.detail.status !== 'RUNNING') ended.resolve();
      },
    });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'states-'));
    changes = [];
    asked = Promise.withResolvers();
    ended = Promise.withResolvers();
    states = await start();
    client = new SFNClient({
      region: 'eu-west-1',
      endpoint: states.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });

  afterEach(async () => {
    client.destroy();
    await states.close();
    await rm(directory, { recursive: true });
  });

  const run = (machine: string, name: string, input: object = {}) =>
    client.send(
      new StartExecutionCommand({
        stateMachineArn: states.machines[machine],
        name,
        input: JSON.stringify(input),
      }),
    );

  it('runs an execution and describes it with dates, input and output', async () => {
    const { executionArn, startDate } = await run('greet', 'first', { name: 'Ada' });
    await ended.promise;
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:greet:first',
      status: 'SUCCEEDED',
      input: '{"name":"Ada"}',
      output: '{"hello":"Ada"}',
      startDate,
    });
    expect(described.stopDate).toBeInstanceOf(Date);
  });

  it('lists machines, and describes one with the definition as it was given', async () => {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines.map(({ name }) => name)).toEqual(['greet', 'ask', 'forever']);
    const stateMachineArn = states.machines.greet;
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(machine.definition ?? '')).toEqual(greet);
  });

  it('lists executions by page, newest first, with new ones not shifting the pages', async () => {
    for (const name of ['one', 'two', 'three']) await run('forever', name);
    const list = { stateMachineArn: states.machines.forever, maxResults: 2 };
    const first = await client.send(new ListExecutionsCommand(list));
    await run('forever', 'four');
    const second = await client.send(
      new ListExecutionsCommand({ ...list, nextToken: first.nextToken }),
    );
    expect(first.executions?.map(({ name }) => name)).toEqual(['three', 'two']);
    expect(second.executions?.map(({ name }) => name)).toEqual(['one']);
    expect(second.nextToken).toBeUndefined();
  });

  it('stops an execution and tells why', async () => {
    const { executionArn } = await run('forever', 'stopped');
    await client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    expect(changes.at(-1)?.detail).toMatchObject({ status: 'ABORTED', error: 'Enough' });
  });

  it('gives the history in both directions', async () => {
    const { executionArn } = await run('greet', 'history', { name: 'Ada' });
    await ended.promise;
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    const reversed = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(events[0]).toMatchObject({
      type: 'ExecutionStarted',
      executionStartedEventDetails: { input: '{"name":"Ada"}' },
    });
    expect(events[0]?.timestamp).toBeInstanceOf(Date);
    expect(reversed.events?.[0]).toMatchObject({ type: 'ExecutionSucceeded' });
  });

  it('completes a task by its token', async () => {
    await run('ask', 'token');
    const taskToken = await asked.promise;
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"answer":42}' }));
    await ended.promise;
    expect(changes.at(-1)?.detail).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"answer":42}',
    });
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })),
    ).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('fails a task by its token', async () => {
    await run('ask', 'refused');
    const taskToken = await asked.promise;
    await client.send(new SendTaskFailureCommand({ taskToken, error: 'No', cause: 'thanks' }));
    await ended.promise;
    expect(changes.at(-1)?.detail).toMatchObject({
      status: 'FAILED',
      error: 'No',
      cause: 'thanks',
    });
  });

  it('is the same execution for the same name and input while it runs', async () => {
    const first = await run('forever', 'twice', { a: 1 });
    const second = await run('forever', 'twice', { a: 1 });
    expect(second).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
  });

  it('reports what a dead process left running, and keeps its name taken', async () => {
    const { executionArn } = await run('forever', 'orphan');
    await states.close();
    changes = [];
    ended = Promise.withResolvers();
    states = await start();
    client.destroy();
    client = new SFNClient({
      region: 'eu-west-1',
      endpoint: states.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    expect(changes).toEqual([]);
    await ended.promise;
    expect(changes[0]?.detail).toMatchObject({
      executionArn,
      status: 'ABORTED',
      error: 'Platform.Stopped',
    });
    await expect(run('forever', 'orphan')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Platform.Stopped' });
  });
});
