import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import type { Operations } from '../wire/aws-json.ts';
import { operation } from '../wire/operation.ts';
import type { Executions } from './executions.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Machine } from './machine.ts';
import { pageOf } from './page.ts';
import { isOverLimit } from './payload-limit.ts';
import { StatesError } from './states-error.ts';
import type { TaskTokens } from './task-tokens.ts';
import { describeExecution, describeMachine, listExecution, listMachine } from './views.ts';

export type OperationsWorld = {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly executions: Executions;
  readonly lifecycle: Lifecycle;
  readonly tokens: TaskTokens;
};

const Payload = z.string().refine((json) => !isOverLimit(json), {
  error: 'Member must have length less than or equal to 262144',
});
const Page = { maxResults: z.int().min(0).max(1000).default(0), nextToken: z.string().optional() };
const OneExecution = z.object({ executionArn: z.string() });
const OneMachine = z.object({ stateMachineArn: z.string() });
const OneToken = z.object({ taskToken: z.string() });
const Reason = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };

/** White space, brackets, wildcards, specials and control characters, as the API reference lists them. */
const validName = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]{1,80}$/u;

/** The operations of Step Functions that are served here, for the AwsJson wire or for calls in process. */
export const statesOperations = (world: OperationsWorld): Operations => ({
  ...machineOperations(world),
  ...executionOperations(world),
  ...tokenOperations(world),
});

function machineOperations({ machines }: OperationsWorld): Operations {
  return {
    ListStateMachines: operation(z.object(Page), (page) => {
      const { items, nextToken } = pageOf([...machines.values()], positionIn(machines), page);
      return { stateMachines: items.map(listMachine), nextToken };
    }),
    DescribeStateMachine: operation(OneMachine, ({ stateMachineArn }) =>
      describeMachine(findMachine(machines, stateMachineArn)),
    ),
  };
}

const positionIn = (machines: ReadonlyMap<string, Machine>) => {
  const arns = [...machines.keys()];
  return ({ stateMachineArn }: Machine) => arns.indexOf(stateMachineArn);
};

function executionOperations({ machines, executions, lifecycle }: OperationsWorld): Operations {
  const StartInput = OneMachine.extend({
    name: z.string().optional(),
    input: Payload.default('{}'),
  });
  const ListInput = OneMachine.extend({ ...Page, statusFilter: StatusFilter.optional() });
  const HistoryInput = OneExecution.extend({ ...Page, reverseOrder: z.boolean().default(false) });
  return {
    StartExecution: operation(StartInput, ({ stateMachineArn, name = randomUUID(), input }) => {
      const machine = findMachine(machines, stateMachineArn);
      if (!validName.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
      parseJson(input, 'InvalidExecutionInput', 'Invalid State Machine Execution Input');
      const { executionArn, startDate } = lifecycle.start(machine, name, input);
      return { executionArn, startDate: startDate / 1000 };
    }),
    DescribeExecution: operation(OneExecution, ({ executionArn }) =>
      describeExecution(executions.get(checkArn(executionArn))),
    ),
    StopExecution: operation(OneExecution.extend(Reason), ({ executionArn, ...reason }) => {
      const { stopDate, startDate } = lifecycle.stop(checkArn(executionArn), reason);
      return { stopDate: (stopDate ?? startDate) / 1000 };
    }),
    ListExecutions: operation(ListInput, ({ stateMachineArn, statusFilter, ...page }) => {
      findMachine(machines, stateMachineArn);
      const list = executions.list(stateMachineArn, statusFilter);
      const { items, nextToken } = pageOf(list, ({ sequence }) => sequence, page);
      return { executions: items.map(listExecution), nextToken };
    }),
    GetExecutionHistory: operation(HistoryInput, ({ executionArn, reverseOrder, ...page }) => {
      const { history } = executions.get(checkArn(executionArn));
      const ordered = reverseOrder ? [...history].reverse() : history;
      const { items, nextToken } = pageOf(ordered, ({ id }) => id, page);
      return { events: items, nextToken };
    }),
  };
}

const StatusFilter = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);

function tokenOperations({ tokens }: OperationsWorld): Operations {
  return {
    SendTaskSuccess: operation(OneToken.extend({ output: Payload }), ({ taskToken, output }) => {
      const { resolve } = tokens.find(taskToken);
      resolve(parseJson(output, 'InvalidOutput', 'Invalid Output'));
    }),
    SendTaskFailure: operation(OneToken.extend(Reason), ({ taskToken, error, cause }) => {
      tokens.find(taskToken).reject(new StatesError(error ?? 'States.TaskFailed', cause ?? ''));
    }),
    SendTaskHeartbeat: operation(OneToken, ({ taskToken }) => tokens.find(taskToken).beat()),
  };
}

function findMachine(machines: ReadonlyMap<string, Machine>, stateMachineArn: string): Machine {
  const found = machines.get(checkArn(stateMachineArn));
  if (found) return found;
  const message = `State Machine Does Not Exist: '${stateMachineArn}'`;
  throw new AwsError('StateMachineDoesNotExist', message);
}

function checkArn(arn: string): string {
  if (/^arn:aws[^:]*:states:[^:]+:[^:]+:./.test(arn)) return arn;
  throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
}

function parseJson(json: string, code: string, message: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new AwsError(code, `${message}: '${(error as SyntaxError).message}'`);
  }
}
