/** The parts of the Amazon States Language that are read here; everything else is the interpreter's. */
export type StateDefinition = {
  Type: string;
  Resource?: string;
  Seconds?: number;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number;
  Retry?: Retrier[];
  Catch?: { ErrorEquals: string[]; [field: string]: unknown }[];
  Choices?: Record<string, unknown>[];
  Branches?: MachineDefinition[];
  ItemProcessor?: MachineDefinition;
  Iterator?: MachineDefinition;
  [field: string]: unknown;
};

export type Retrier = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxDelaySeconds?: number;
  [field: string]: unknown;
};

export type MachineDefinition = {
  StartAt: string;
  States: Record<string, StateDefinition>;
  TimeoutSeconds?: number;
  QueryLanguage?: string;
  [field: string]: unknown;
};

/** Every definition within a definition, itself first: the branches of Parallel and the bodies of Map. */
export function* allDefinitions(definition: MachineDefinition): Generator<MachineDefinition> {
  yield definition;
  for (const state of Object.values(definition.States)) {
    const nested = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator];
    for (const inner of nested) if (inner) yield* allDefinitions(inner);
  }
}

/** Every state by name, nested ones included. */
export function* allStates(definition: MachineDefinition): Generator<[string, StateDefinition]> {
  for (const inner of allDefinitions(definition)) yield* Object.entries(inner.States);
}
