import {
  allDefinitions,
  allStates,
  type MachineDefinition,
  type StateDefinition,
} from './definition.ts';

/** A definition that would run differently here than on AWS: refused when it is loaded. */
export class UnsupportedDefinitionError extends Error {
  override readonly name = 'UnsupportedDefinitionError';
  readonly code = 'unsupported_definition';
}

/** The longest `setTimeout` takes, in whole seconds (24.8 days): beyond it a timer fires at once. */
export const maxTimerSeconds = 2_147_483;

const distributedMapFields = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
];

/** What the interpreter gets silently wrong (local-platform §2a), by the words that explain it. */
const gaps: Record<string, (state: StateDefinition) => boolean> = {
  'JSONata is not interpreted': (state) => state.QueryLanguage === 'JSONata',
  'Assign is not interpreted': (state) =>
    [state, ...(state.Catch ?? []), ...(state.Choices ?? [])].some((part) => 'Assign' in part),
  'a Wait above 24.8 days would end at once': (state) => (state.Seconds ?? 0) > maxTimerSeconds,
  'HeartbeatSecondsPath is not interpreted': (state) => 'HeartbeatSecondsPath' in state,
  'distributed Map is not interpreted': (state) =>
    distributedMapFields.some((field) => field in state) ||
    JSON.stringify(state.ItemProcessor?.ProcessorConfig ?? '').includes('DISTRIBUTED'),
  '$$.State.RetryCount is not interpreted': (state) =>
    JSON.stringify(state).includes('$$.State.RetryCount'),
};

/** Throws `UnsupportedDefinitionError` for the first thing found that the interpreter would get wrong. */
export function refuseUnsupported(machine: string, definition: MachineDefinition): void {
  const refuse = (why: string): never => {
    throw new UnsupportedDefinitionError(`state machine ${machine}: ${why}`);
  };
  for (const inner of allDefinitions(definition)) {
    if (inner.QueryLanguage === 'JSONata') refuse('JSONata is not interpreted');
  }
  for (const [name, state] of allStates(definition)) {
    for (const [why, applies] of Object.entries(gaps))
      if (applies(state)) refuse(`${name}: ${why}`);
  }
}
