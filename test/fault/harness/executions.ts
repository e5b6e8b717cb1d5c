import type { ExecutionEngine } from '../../../infra/local/states/engine.ts';

type HistoryEvent = {
  readonly timestamp: number;
  readonly stateEnteredEventDetails?: { readonly name: string };
};

/** The executions of one state machine as its operator sees them. */
export function createExecutionDesk(stateMachineArn: string, engine: () => ExecutionEngine) {
  const perform = (name: string, input: Record<string, unknown>) => {
    const call = { requestId: '', operation: name, input, accessKeyId: undefined };
    return engine().operations[name]?.(input, call) as Record<string, unknown>;
  };
  const arnOf = (name: string) =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
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

    /** Names of all of them, newest first. */
    all(): string[] {
      const { executions } = perform('ListExecutions', { stateMachineArn, maxResults: 1000 });
      return (executions as { name: string }[]).map(({ name }) => name);
    },

    /** The states that one has entered, and when in epoch seconds. */
    statesOf(name: string): { readonly state: string; readonly at: number }[] {
      const input = { executionArn: arnOf(name), maxResults: 1000 };
      const { events } = perform('GetExecutionHistory', input);
      return (events as HistoryEvent[]).flatMap(({ timestamp, stateEnteredEventDetails }) => {
        const { name: state } = stateEnteredEventDetails ?? {};
        return state ? [{ state, at: timestamp }] : [];
      });
    },
  };
}
