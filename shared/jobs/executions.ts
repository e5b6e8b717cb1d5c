import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { JobReference } from '../storage/keys.ts';
import { type JobKind, kindOf } from './job-id.ts';

/** The state machine of each kind of job that a function may start. */
export type Machines = Readonly<Partial<Record<JobKind, string>>>;

/** A function was to start what its template lets it not start: the deployment is at fault. */
class MachineMissingError extends Error {
  override readonly name = 'MachineMissing';
  readonly code = 'machine_missing';
  readonly retryable = false;
}

/** Starts the executions of jobs; the name makes a start idempotent (aws-facts §3). */
export class Executions {
  readonly #client: SFNClient;
  readonly #machines: Machines;

  constructor(client: SFNClient, machines: Machines) {
    this.#client = client;
    this.#machines = machines;
  }

  /**
   * Starts a job's first execution, or its n-th continuation; one that runs already is as good.
   * @returns `false` when that execution has run before and is over
   */
  async start({ owner, id }: JobReference, continuation = 0): Promise<boolean> {
    const name = continuation === 0 ? id : `${id}-r${continuation}`;
    const input = JSON.stringify({ owner, id });
    const stateMachineArn = this.#machines[kindOf(id)];
    if (!stateMachineArn) throw new MachineMissingError(`${id}: no machine for this kind of job`);
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
