import type { Outcome } from './execution.ts';
import {
  appendEvent,
  eventsOf,
  type HistoryEvent,
  type LogEntry,
  maxHistoryEvents,
} from './history.ts';
import type { Machine } from './machine.ts';
import { dataLimitExceeded, isOverLimit } from './payload-limit.ts';
import { runTask } from './run-task.ts';
import { terminalError } from './states-error.ts';
import { newTaskToken, type TaskTokens } from './task-tokens.ts';

export type RunOptions = {
  readonly machine: Machine;
  readonly executionArn: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
  readonly history: HistoryEvent[];
  readonly tokens: TaskTokens;
  /** Called exactly once, as soon as the end is decided. */
  readonly onEnd: (outcome: Outcome) => void;
};

export type Run = {
  /** Ends the execution from outside, at once; does nothing when it has ended. */
  readonly halt: (outcome: Outcome) => void;
};

/** Runs an execution. It sleeps on the global timers, as the interpreter does, so mocked ones drive it. */
export function runExecution(run: RunOptions): Run {
  const { promise: halted, reject } = Promise.withResolvers<never>();
  halted.catch(() => undefined);
  let ended = false;
  const end = (outcome: Outcome) => {
    if (ended) return;
    ended = true;
    clearTimeout(timeout);
    reject(terminalError('States.Runtime', 'the execution has ended'));
    interpreted.abort();
    run.onEnd(outcome);
  };
  const interpreted = interpret(run, halted, () => ended);
  const timeout = startTimeout(run.machine.timeoutSeconds, () => end({ status: 'TIMED_OUT' }));
  const logged = readLog(interpreted.eventLogs, run.history, end);
  interpreted.result.then(
    (output) => logged.then(() => end(succeeded(output))),
    (error: unknown) => logged.then(() => end(failed(error))),
  );
  return { halt: end };
}

function interpret(run: RunOptions, halted: Promise<never>, hasEnded: () => boolean) {
  const { machine, tokens } = run;
  const { stateMachineArn } = machine;
  const issuedTokens = new Set<string>();
  const handlers = [...machine.tasks].map(([name, task]) => {
    const handler = async (input: unknown) => {
      // An abort makes the interpreter drop its Retry pause and call the task once more: it must find the door shut.
      if (hasEnded()) return halted;
      return runTask({ ...task, stateMachineArn, tokens, issuedTokens, halted }, input);
    };
    return [name, handler as JsonHandler] as const;
  });
  return machine.interpreter.run(JSON.parse(run.input), {
    context: contextOf(run, issuedTokens),
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    noThrowOnAbort: true,
  });
}

type InterpreterOptions = NonNullable<Parameters<Machine['interpreter']['run']>[1]>;
type JsonHandler = NonNullable<
  NonNullable<InterpreterOptions['overrides']>['taskResourceLocalHandlers']
>[string];

/** The context object's parts that the interpreter does not fill itself. */
const contextOf = ({ machine, executionArn, name }: RunOptions, issuedTokens: Set<string>) => ({
  Execution: { Id: executionArn, Name: name, RoleArn: machine.roleArn, RedriveCount: 0 },
  StateMachine: { Id: machine.stateMachineArn, Name: machine.name },
  State: {
    get EnteredTime() {
      return new Date().toISOString();
    },
  },
  Task: {
    get Token() {
      const token = newTaskToken();
      issuedTokens.add(token);
      return token;
    },
  },
});

function startTimeout(seconds: number | undefined, expire: () => void) {
  return seconds === undefined ? undefined : setTimeout(expire, seconds * 1000);
}

/** Turns the interpreter's log into history, and ends the execution where AWS would for its size. */
async function readLog(
  log: AsyncIterable<LogEntry>,
  history: HistoryEvent[],
  end: (outcome: Outcome) => void,
): Promise<void> {
  for await (const entry of log) {
    for (const event of eventsOf(entry)) appendEvent(history, entry.timestamp, event);
    if (entry.type === 'StateExited' && isOverLimit(JSON.stringify(entry.state.output) ?? '')) {
      end({ status: 'FAILED', ...dataLimitExceeded });
    }
    if (history.length >= maxHistoryEvents) end({ status: 'FAILED', ...historyFull });
  }
}

const historyFull = {
  error: 'States.Runtime',
  cause: `The execution reached the maximum number of history events (${maxHistoryEvents}).`,
};

const succeeded = (output: unknown): Outcome => ({
  status: 'SUCCEEDED',
  output: JSON.stringify(output) ?? 'null',
});

/** The interpreter wraps what a state failed with, and keeps it as the cause. */
function failed(error: unknown): Outcome {
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(root instanceof Error)) return { status: 'FAILED', cause: String(root) };
  return { status: 'FAILED', error: root.name, cause: root.message };
}
