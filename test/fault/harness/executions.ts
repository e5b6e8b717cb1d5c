import type { ExecutionEngine } from '../../../infra/local/states/engine.ts';

type HistoryEvent = {
  readonly type: string;
  /** Epoch seconds. */
  readonly timestamp: number;
};

/** The executions of one state machine as its operator sees them. */
export function createExecutionDesk(stateMachineArn: string, engine: () => ExecutionEngine) {
  const perform = (name: string, input: Record<string, unknown>) => {
    const call = { requestId: '', operation: name, input, accessKeyId: undefined };
    return engine().operations[name]?.(input, call) as Record<string, unknown>;
  };
  const arnOf = (name: string) =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const historyOf = (executionArn: string): HistoryEvent[] => {
    const events: HistoryEvent[] = [];
    for (let nextToken: unknown, more = true; more; more = nextToken !== undefined) {
      const page = perform('GetExecutionHistory', { executionArn, maxResults: 1000, nextToken });
      events.push(...(page.events as HistoryEvent[]));
      nextToken = page.nextToken;
    }
    return events;
  };
  return {
    /** Names of those that run, newest first. */
    running(): string[] {
      const { executions } = perform('ListExecutions', {
        stateMachineArn,
        statusFilter: 'RUNNING',
      });
      return (executions as { name: string }[]).map(({ name }) => name);
    },

    stop(name: string): void {
      perform('StopExecution', { executionArn: arnOf(name), error: 'Operator', cause: 'stopped' });
    },

    /** When an execution's states were entered and their attempts begun, in epoch milliseconds. */
    transitionsOf(name: string): number[] {
      const counted = historyOf(arnOf(name)).filter(({ type }) => isTransition(type));
      return counted.map(({ timestamp }) => timestamp * 1000);
    },
  };
}

/** Every attempt of a Task is billed as a transition, so a Task counts by its attempts. */
const isTransition = (type: string): boolean =>
  type === 'TaskScheduled' || (type.endsWith('StateEntered') && type !== 'TaskStateEntered');
