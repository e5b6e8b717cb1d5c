import type { BusEvent } from '../events/event.ts';
import type { IamView } from '../wire/authorize.ts';
import type { Operations } from '../wire/aws-json.ts';
import type { Execution } from './execution.ts';
import { createExecutions } from './executions.ts';
import { statesIam } from './iam.ts';
import { createLifecycle } from './lifecycle.ts';
import { loadMachine, type Machine, type MachineOptions } from './machine.ts';
import { statesOperations } from './operations.ts';
import { recover } from './recover.ts';
import type { Integration, InvokeFunction } from './resource.ts';
import { statusChangeEvent } from './status-change.ts';
import { createTaskTokens } from './task-tokens.ts';

export type EngineOptions = {
  readonly region: string;
  readonly account: string;
  readonly machines: readonly MachineOptions[];
  readonly invokeFunction: InvokeFunction;
  /** Served `arn:aws:states:::` resources beside `lambda:invoke`, by `service:action`. */
  readonly integrations?: Readonly<Record<string, Integration>>;
  /** Without it nothing is known of executions of earlier processes. */
  readonly journalFile?: string;
  /** Gets the EventBridge event of every start and every end; must not throw. */
  readonly onStatusChange?: (event: BusEvent) => void;
  /** Divides the pauses of Retry. */
  readonly retryScale?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
};

export type ExecutionEngine = {
  readonly operations: Operations;
  readonly iam: IamView;
  /** State machine ARNs by name. */
  readonly machines: Readonly<Record<string, string>>;
  /** Tells `onStatusChange` about the executions that an earlier process left without an end. */
  readonly reportInterrupted: () => void;
  /** Stops all work. Executions that run are left without an end in the journal. */
  readonly close: () => void;
};

/** Step Functions without a socket: it runs state machines on the global timers. */
export function createExecutionEngine(options: EngineOptions): ExecutionEngine {
  const { onStatusChange, now = () => Date.now() } = options;
  const machines = loadMachines(options, now);
  const executions = createExecutions();
  const tokens = createTaskTokens();
  const { journal, interrupted } = recover(options.journalFile, executions, now);
  const onChange = (execution: Execution) =>
    onStatusChange?.(statusChangeEvent(options, execution));
  const lifecycle = createLifecycle({ executions, tokens, journal, now, onChange });
  return {
    operations: statesOperations({ machines, executions, lifecycle, tokens }),
    iam: statesIam(tokens),
    machines: Object.fromEntries(
      [...machines.values()].map((machine) => [machine.name, machine.stateMachineArn]),
    ),
    reportInterrupted: () => interrupted.splice(0).forEach(lifecycle.announceEnd),
    close: lifecycle.close,
  };
}

function loadMachines(options: EngineOptions, now: () => number): Map<string, Machine> {
  const { integrations = {}, retryScale = 1 } = options;
  const world = { ...options, integrations, retryScale, now };
  const loaded = options.machines.map((machine) => loadMachine(machine, world));
  return new Map(loaded.map((machine) => [machine.stateMachineArn, machine]));
}
