import { AwsError } from '../wire/aws-error.ts';
import { type Execution, type ExecutionStatus, statusOf } from './execution.ts';

/** Ended executions that stay readable; AWS keeps them 90 days. */
const keptExecutions = 10_000;

export type Executions = ReturnType<typeof createExecutions>;

/** All executions that can be described, in the order of their starts. */
export function createExecutions() {
  const byArn = new Map<string, Execution>();
  let started = 0;

  return {
    find: (executionArn: string): Execution | undefined => byArn.get(executionArn),

    /** Throws `ExecutionDoesNotExist`. */
    get(executionArn: string): Execution {
      const found = byArn.get(executionArn);
      if (found) return found;
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    },

    add(execution: Omit<Execution, 'sequence'>): Execution {
      started += 1;
      const added = { ...execution, sequence: started };
      byArn.set(added.executionArn, added);
      return added;
    },

    /** Replaces an execution with what it has become, and forgets the oldest ended one when there are too many. */
    replace(execution: Execution): void {
      byArn.set(execution.executionArn, execution);
      if (byArn.size <= keptExecutions) return;
      for (const { executionArn, outcome } of byArn.values()) {
        if (outcome) return void byArn.delete(executionArn);
      }
    },

    /** Newest first. */
    list(stateMachineArn: string, status: ExecutionStatus | undefined): Execution[] {
      return [...byArn.values()]
        .filter((execution) => execution.stateMachineArn === stateMachineArn)
        .filter((execution) => status === undefined || statusOf(execution) === status)
        .reverse();
    },
  };
}
