import type { IamView } from '../wire/authorize.ts';
import type { TaskTokens } from './task-tokens.ts';

const machineOperations = ['StartExecution', 'ListExecutions', 'DescribeStateMachine'];
const executionOperations = ['DescribeExecution', 'StopExecution', 'GetExecutionHistory'];

/** The resources that IAM sees, by operation: a state machine, an execution, or a task token's state machine. */
export const statesIam = (tokens: TaskTokens): IamView => ({
  service: 'states',
  resources: ({ operation, input }) => {
    if (machineOperations.includes(operation)) return [String(input.stateMachineArn)];
    if (executionOperations.includes(operation)) return [String(input.executionArn)];
    return [tokens.stateMachineArnOf(String(input.taskToken)) ?? '*'];
  },
});
