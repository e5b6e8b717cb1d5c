import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import type { Definition, State } from '../support/state-language.ts';
import { functionsByName, machineNamed } from '../support/templates.ts';

const definition = machineNamed('VisionMachine').definition as Definition;
const practicallyForever = 3000;

/** What each state does about errors, and where it leads. */
const handling = {
  // the handler counts what it asks again; nothing here may be asked without end
  RunVision: {
    retry: [
      [['Throttled', 'Lambda.TooManyRequestsException'], practicallyForever],
      [['States.ALL'], 5],
    ],
    caught: [{ ErrorEquals: ['States.ALL'], Next: 'CloseJob', ResultPath: null }],
    next: 'CloseJob',
  },
  CloseJob: { retry: [[['States.ALL'], practicallyForever]], caught: [], next: 'end' },
} as const;

describe('the vision machine', () => {
  it('is valid, begins with RunVision and ends in time', () => {
    expect(validate(structuredClone(definition)).errorsText()).toBe('');
    expect(definition.StartAt).toBe('RunVision');
    expect(Object.keys(definition.States).toSorted()).toEqual(Object.keys(handling).toSorted());
    expect(definition.TimeoutSeconds).toBeGreaterThan(3600);
  });

  it.each(Object.entries(handling))('%s handles errors as designed', (name, wanted) => {
    const { Retry = [], Catch = [], Next, End } = definition.States[name] ?? ({} as State);
    expect(Retry.map(({ ErrorEquals, MaxAttempts }) => [ErrorEquals, MaxAttempts])).toEqual(
      wanted.retry,
    );
    for (const retrier of Retry)
      expect(retrier).toMatchObject({ JitterStrategy: 'FULL', MaxDelaySeconds: 60 });
    expect(Catch).toEqual(wanted.caught);
    expect(End ? 'end' : Next).toBe(wanted.next);
  });

  it.each(Object.keys(handling))('%s calls its function and outlasts it', (name) => {
    const called = functionsByName.get(name);
    const state = definition.States[name];
    expect(state?.Resource).toBe(called?.arn);
    expect(state?.TimeoutSeconds).toBe((called?.timeoutSeconds ?? 0) + 10);
  });
});
