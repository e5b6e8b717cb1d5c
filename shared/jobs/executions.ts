import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { JobReference } from '../storage/keys.ts';

/** Starts the executions of jobs; the name makes a start idempotent (aws-facts §3). */
export class Executions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  /**
   * Starts a job's first execution, or its n-th continuation; one that runs already is as good.
   * @returns `false` when that execution has run before and is over
   */
  async start({ owner, id }: JobReference, continuation = 0): Promise<boolean> {
    const name = continuation === 0 ? id : `${id}-r${continuation}`;
    const input = JSON.stringify({ owner, id });
    const stateMachineArn = this.#stateMachineArn;
    try {
      await this.#client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      return true;
    } catch (error) {
      if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
      return false;
    }
  }
}

/** Which continuation an execution's name stands for; 0 is the first execution. */
export function continuationOf(executionName: string): number {
  const [, digits] = /-r(\d+)$/.exec(executionName) ?? [];
  return digits === undefined ? 0 : Number(digits);
}
