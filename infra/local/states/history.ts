import type { StateMachine } from 'aws-local-stepfunctions';

type EventLogs = ReturnType<StateMachine['run']>['eventLogs'];
/** An entry of the interpreter's own log; times are epoch milliseconds. */
export type LogEntry = EventLogs extends AsyncGenerator<infer Entry> ? Entry : never;

/** GetExecutionHistory's shape; `timestamp` in epoch seconds. */
export type HistoryEvent = {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: `${string}EventDetails`]: object;
};

export type NewEvent = { readonly type: string; readonly details?: object };

/** AWS fails an execution whose history outgrows this: aws-facts §3. */
export const maxHistoryEvents = 25_000;

/** Appends an event with the next id. `time` is epoch milliseconds. */
export function appendEvent(history: HistoryEvent[], time: number, event: NewEvent): void {
  const id = history.length + 1;
  const base = { id, previousEventId: id - 1, timestamp: time / 1000, type: event.type };
  history.push(event.details ? { ...base, [detailsField(event.type)]: event.details } : base);
}

/** `TaskStateEntered` and its kin share one details field, all other types have their own. */
function detailsField(type: string): `${string}EventDetails` {
  const shared = /State(Entered|Exited)$/.exec(type)?.[1];
  const owner = shared ? `State${shared}` : type;
  return `${owner.charAt(0).toLowerCase()}${owner.slice(1)}EventDetails`;
}

/**
 * The history events that an entry of the interpreter's log stands for. Executions' own starts and ends are
 * recorded where they are decided, so they, like what AWS does not show, give none.
 */
export function eventsOf(entry: LogEntry): NewEvent[] {
  switch (entry.type) {
    case 'StateEntered':
      return [
        {
          type: `${entry.state.type}StateEntered`,
          details: { name: entry.state.name, input: JSON.stringify(entry.state.input) },
        },
        ...attemptOf(entry.state.type),
      ];
    case 'StateRetried':
      return attemptOf(entry.state.type);
    case 'StateFailed':
      return entry.state.type === 'Task' ? [failureOf(entry)] : [];
    case 'StateExited':
      return [
        {
          type: `${entry.state.type}StateExited`,
          details: { name: entry.state.name, output: JSON.stringify(entry.state.output) },
        },
      ];
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
      return [{ type: entry.type, details: { name: entry.parentState.name, index: entry.index } }];
    default:
      return [];
  }
}

const attemptOf = (stateType: string): NewEvent[] =>
  stateType === 'Task'
    ? [
        { type: 'TaskScheduled', details: {} },
        { type: 'TaskStarted', details: {} },
      ]
    : [];

function failureOf({ Error: error, Cause }: { Error: string; Cause: unknown }): NewEvent {
  const type = error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed';
  return { type, details: { error, cause: String(Cause) } };
}
