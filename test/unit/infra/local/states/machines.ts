import { vi } from 'vitest';
import type { BusEvent } from '../../../../../infra/local/events/event.ts';
import type { EngineOptions } from '../../../../../infra/local/states/engine.ts';
import { createExecutionEngine } from '../../../../../infra/local/states/engine.ts';
import type { AwsCall } from '../../../../../infra/local/wire/aws-call.ts';

export const functionArn = (name: string) =>
  `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

export const machineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
export const executionArn = (name: string) =>
  `arn:aws:states:eu-west-1:123456789012:execution:m:${name}`;

/** A machine of one Task with more fields of choice. */
export const oneTask = (fields: object = {}) => ({
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource: functionArn('work'), End: true, ...fields } },
});

const call: AwsCall = { requestId: 'r', operation: '', input: {}, accessKeyId: undefined };

/** An engine with one machine `m`, the events it told, and its operations as plain functions. */
export function engineWith(definition: object, options: Partial<EngineOptions> = {}) {
  const events: BusEvent[] = [];
  const engine = createExecutionEngine({
    region: 'eu-west-1',
    account: '123456789012',
    machines: [{ name: 'm', definition }],
    invokeFunction: async (_functionArn, payload) => payload,
    onStatusChange: (event) => events.push(event),
    ...options,
  });
  const perform = (operation: string, input: object): Record<string, unknown> =>
    engine.operations[operation]?.({ ...input }, call) as Record<string, unknown>;
  const start = (name: string, input: unknown = {}) =>
    perform('StartExecution', { stateMachineArn: machineArn, name, input: JSON.stringify(input) });
  const describeExecution = (name: string) =>
    perform('DescribeExecution', { executionArn: executionArn(name) });
  return { engine, events, perform, start, describeExecution };
}

/** Lets `milliseconds` of mocked time pass. */
export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** What a Lambda function that threw looks like to Step Functions. */
export function functionError(errorType: string, errorMessage = ''): Error {
  const cause = JSON.stringify({ errorType, errorMessage, trace: [] });
  return Object.assign(new Error(cause), { name: errorType });
}
