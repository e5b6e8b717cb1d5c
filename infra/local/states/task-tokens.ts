import { randomUUID } from 'node:crypto';
import { AwsError } from '../wire/aws-error.ts';
import { StatesError } from './states-error.ts';

type Waiting = {
  readonly stateMachineArn: string;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: StatesError) => void;
  readonly beat: () => void;
};

type Limits = { readonly HeartbeatSeconds?: number; readonly TimeoutSeconds?: number };

const tokenForm = /^lsfn-[0-9a-f-]{36}$/;

export const newTaskToken = (): string => `lsfn-${randomUUID()}`;

export type TaskTokens = ReturnType<typeof createTaskTokens>;

/** The task tokens that somebody waits for, shared by all executions of an engine. */
export function createTaskTokens() {
  const waiting = new Map<string, Waiting>();

  /** What waits for a token; throws `InvalidToken` or `TaskTimedOut`, as AWS does for forged and for spent ones. */
  function find(token: string): Waiting {
    if (!tokenForm.test(token)) throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
    const found = waiting.get(token);
    if (found) return found;
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  return {
    find,
    stateMachineArnOf: (token: string) => waiting.get(token)?.stateMachineArn,

    /**
     * Opens a token. Without a beat for `HeartbeatSeconds` it fails with `States.HeartbeatTimeout`; after
     * `TimeoutSeconds` it is spent, and the interpreter, whose timer is as long, fails the state.
     */
    open(token: string, stateMachineArn: string, state: Limits) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const heartbeat = createTimer(state.HeartbeatSeconds, () =>
        reject(new StatesError('States.HeartbeatTimeout', '')),
      );
      const timeout = createTimer(state.TimeoutSeconds, () => close());
      const close = () => {
        heartbeat.stop();
        timeout.stop();
        waiting.delete(token);
      };
      heartbeat.restart();
      timeout.restart();
      waiting.set(token, { stateMachineArn, resolve, reject, beat: heartbeat.restart });
      return { promise, close };
    },
  };
}

function createTimer(seconds: number | undefined, expire: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  const restart = () => {
    stop();
    if (seconds !== undefined) timer = setTimeout(expire, seconds * 1000);
  };
  return { restart, stop };
}
