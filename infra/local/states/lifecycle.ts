import { AwsError } from '../wire/aws-error.ts';
import { type EndedExecution, type Execution, type Outcome, statusOf } from './execution.ts';
import type { Executions } from './executions.ts';
import { appendEvent, type HistoryEvent } from './history.ts';
import type { Journal } from './journal.ts';
import type { Machine } from './machine.ts';
import { type Run, runExecution } from './run-execution.ts';
import type { TaskTokens } from './task-tokens.ts';

export type LifecycleWorld = {
  readonly executions: Executions;
  readonly tokens: TaskTokens;
  readonly journal: Journal | undefined;
  readonly now: () => number;
  /** Told about every start and every end. */
  readonly onChange: (execution: Execution) => void;
};

export type Lifecycle = ReturnType<typeof createLifecycle>;

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** Starts, stops and ends executions; the journal hears of each before anybody else. */
export function createLifecycle(world: LifecycleWorld) {
  const runs = new Map<string, Run>();
  let closed = false;

  function end(executionArn: string, history: HistoryEvent[], outcome: Outcome): void {
    runs.delete(executionArn);
    // Without an end in the journal, the next start reports the execution as interrupted.
    if (closed) return;
    const { status, ...details } = outcome;
    const stopDate = world.now();
    appendEvent(history, stopDate, { type: endEvents[status], details });
    const ended = { ...world.executions.get(executionArn), stopDate, outcome, history };
    world.executions.replace(ended);
    announceEnd(ended);
  }

  function announceEnd(ended: EndedExecution): void {
    const { executionArn, stopDate, outcome } = ended;
    world.journal?.write({ type: 'end', executionArn, stopDate, ...outcome });
    world.onChange(ended);
  }

  function begin(machine: Machine, executionArn: string, name: string, input: string): Execution {
    const { stateMachineArn, roleArn } = machine;
    const startDate = world.now();
    const history: HistoryEvent[] = [];
    appendEvent(history, startDate, { type: 'ExecutionStarted', details: { input, roleArn } });
    const identity = { executionArn, stateMachineArn, name, input, startDate };
    world.journal?.write({ type: 'start', ...identity });
    const execution = world.executions.add({ ...identity, history });
    const onEnd = (outcome: Outcome) => end(executionArn, history, outcome);
    const { tokens } = world;
    runs.set(
      executionArn,
      runExecution({ machine, executionArn, name, input, history, tokens, onEnd }),
    );
    world.onChange(execution);
    return execution;
  }

  return {
    /** Journals and reports the end of an execution that an earlier process left open. */
    announceEnd,

    /**
     * Starts an execution. The same name with the same input is that execution while it runs (aws-facts §3);
     * otherwise a used name is `ExecutionAlreadyExists`.
     */
    start(machine: Machine, name: string, input: string): Execution {
      if (closed) throw new AwsError('ServiceUnavailable', 'The platform is stopping', 503);
      const executionArn = `${machine.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const existing = world.executions.find(executionArn);
      if (!existing) return begin(machine, executionArn, name, input);
      if (statusOf(existing) === 'RUNNING' && existing.input === input) return existing;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    },

    /** Ends an execution as ABORTED. What its running task answers is dropped. */
    stop(executionArn: string, reason: { error?: string; cause?: string }): Execution {
      runs.get(executionArn)?.halt({ status: 'ABORTED', ...reason });
      return world.executions.get(executionArn);
    },

    /** Ends the process's part of all executions without ending them. */
    close(): void {
      closed = true;
      for (const run of [...runs.values()]) run.halt({ status: 'ABORTED' });
      world.journal?.close();
    },
  };
}
