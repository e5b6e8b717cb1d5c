import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { allStates, type MachineDefinition, type StateDefinition } from './definition.ts';
import { prepareDefinition } from './prepare-definition.ts';
import { maxTimerSeconds, refuseUnsupported } from './refuse-unsupported.ts';
import {
  type Integration,
  type InvokeFunction,
  resolveResource,
  type TaskResource,
} from './resource.ts';

export type MachineOptions = {
  readonly name: string;
  readonly definition: object;
  readonly roleArn?: string;
};

export type Machine = {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly creationDate: number;
  /** As it was given. */
  readonly definition: MachineDefinition;
  readonly timeoutSeconds: number | undefined;
  readonly tasks: ReadonlyMap<string, { state: StateDefinition; resource: TaskResource }>;
  readonly interpreter: StateMachine;
};

export type MachineWorld = {
  readonly region: string;
  readonly account: string;
  readonly invokeFunction: InvokeFunction;
  readonly integrations: Readonly<Record<string, Integration>>;
  readonly retryScale: number;
  readonly now: () => number;
};

/** Loads a definition; throws when it is not valid or would not run here as it does on AWS. */
export function loadMachine(
  { name, definition, roleArn }: MachineOptions,
  world: MachineWorld,
): Machine {
  const given = definition as MachineDefinition;
  // Validates the definition as it was given (duplicate names too): the prepared one may hold fractional seconds.
  new StateMachine(given as unknown as StateMachineDefinition);
  refuseUnsupported(name, given);
  const prepared = prepareDefinition(given, world.retryScale);
  const tasks = [...allStates(prepared)].flatMap(([stateName, state]) =>
    state.Resource === undefined
      ? []
      : [[stateName, { state, resource: resourceOf(state.Resource, world) }] as const],
  );
  return {
    name,
    stateMachineArn: `arn:aws:states:${world.region}:${world.account}:stateMachine:${name}`,
    roleArn: roleArn ?? `arn:aws:iam::${world.account}:role/${name}`,
    creationDate: world.now(),
    definition: given,
    timeoutSeconds: given.TimeoutSeconds && Math.min(given.TimeoutSeconds, maxTimerSeconds),
    tasks: new Map(tasks),
    interpreter: new StateMachine(prepared as unknown as StateMachineDefinition, {
      validationOptions: { noValidate: true },
    }),
  };
}

const resourceOf = (resource: string, world: MachineWorld): TaskResource =>
  resolveResource(resource, world.invokeFunction, world.integrations);
