import type { HistoryEvent } from './history.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** How an execution ended; `output` is JSON. */
export type Outcome = {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
};

/** What is remembered of an execution. Times are epoch milliseconds, `input` is JSON as it was given. */
export type Execution = {
  /** Rises with every start; pages are cut by it. */
  readonly sequence: number;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly outcome?: Outcome;
  readonly history: readonly HistoryEvent[];
};

export const statusOf = ({ outcome }: Execution): ExecutionStatus => outcome?.status ?? 'RUNNING';

export type EndedExecution = Execution & Required<Pick<Execution, 'stopDate' | 'outcome'>>;
