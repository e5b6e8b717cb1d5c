import {
  allStates,
  type MachineDefinition,
  type Retrier,
  type StateDefinition,
} from './definition.ts';
import { maxTimerSeconds } from './refuse-unsupported.ts';

const templateFields = ['Parameters', 'ItemSelector', 'ResultSelector'] as const;

/**
 * The definition as the interpreter runs it, a copy: its 60 s default task timeout is lifted (AWS has none),
 * timers stay below what `setTimeout` takes, `$$.State.Name` is written out, Retry pauses are divided by
 * `retryScale`, and the machine's own timeout is left to the caller.
 */
export function prepareDefinition(
  definition: MachineDefinition,
  retryScale: number,
): MachineDefinition {
  const { TimeoutSeconds, ...prepared } = structuredClone(definition);
  for (const [name, state] of allStates(prepared)) prepareState(name, state, retryScale);
  return prepared;
}

function prepareState(name: string, state: StateDefinition, retryScale: number): void {
  if (state.Type === 'Task' && state.TimeoutSecondsPath === undefined) {
    state.TimeoutSeconds = Math.min(state.TimeoutSeconds ?? maxTimerSeconds, maxTimerSeconds);
  }
  if (retryScale !== 1 && state.Retry) {
    state.Retry = state.Retry.map((retrier) => scaleRetrier(retrier, retryScale));
  }
  for (const field of templateFields) {
    if (field in state) state[field] = writeOutStateName(state[field], name);
  }
}

/** Seconds may become fractional: the interpreter waits in milliseconds and is not asked to validate again. */
function scaleRetrier(retrier: Retrier, scale: number): Retrier {
  const { IntervalSeconds = 1, MaxDelaySeconds } = retrier;
  const maxDelay = MaxDelaySeconds && { MaxDelaySeconds: MaxDelaySeconds / scale };
  return { ...retrier, IntervalSeconds: IntervalSeconds / scale, ...maxDelay };
}

function writeOutStateName(template: unknown, name: string): unknown {
  if (Array.isArray(template)) return template.map((item) => writeOutStateName(item, name));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(([key, value]) =>
    value === '$$.State.Name' && key.endsWith('.$')
      ? [key.slice(0, -2), name]
      : [key, writeOutStateName(value, name)],
  );
  return Object.fromEntries(entries);
}
