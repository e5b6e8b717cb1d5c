import { type Execution, statusOf } from './execution.ts';
import type { Machine } from './machine.ts';

/** On the AwsJson wire times are epoch seconds, with milliseconds behind the point. */
const seconds = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

export const listExecution = (execution: Execution) => ({
  executionArn: execution.executionArn,
  stateMachineArn: execution.stateMachineArn,
  name: execution.name,
  status: statusOf(execution),
  startDate: seconds(execution.startDate),
  stopDate: seconds(execution.stopDate),
  redriveCount: 0,
});

export const describeExecution = (execution: Execution) => ({
  ...listExecution(execution),
  input: execution.input,
  inputDetails: { included: true },
  output: execution.outcome?.output,
  outputDetails: execution.outcome?.output === undefined ? undefined : { included: true },
  error: execution.outcome?.error,
  cause: execution.outcome?.cause,
});

export const listMachine = (machine: Machine) => ({
  stateMachineArn: machine.stateMachineArn,
  name: machine.name,
  type: 'STANDARD',
  creationDate: seconds(machine.creationDate),
});

export const describeMachine = (machine: Machine) => ({
  ...listMachine(machine),
  status: 'ACTIVE',
  definition: JSON.stringify(machine.definition),
  roleArn: machine.roleArn,
});
