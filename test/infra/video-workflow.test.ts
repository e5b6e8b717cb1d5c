import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import type { Definition, State } from '../support/state-language.ts';
import { functionsByName, machineNamed, resourcesOf } from '../support/templates.ts';

const machine = machineNamed('Workflow');
const definition = machine.definition as Definition;
const states = definition.States;
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');

type Handling = {
  /** Which error is tried again, how often at most. */
  readonly retry: Readonly<Record<string, number>>;
  /** Where an error leads that no attempt has cured, in this order. */
  readonly catches: readonly [errors: string, next: string][];
};

const practicallyForever = 3000;

/** What every state does about errors (design.md §4). */
const handling: Readonly<Record<string, Handling>> = {
  // nothing that may have reached the provider is sent again (I1)
  SubmitTask: {
    retry: { Throttled: practicallyForever, 'Lambda.TooManyRequestsException': practicallyForever },
    catches: [
      ['Refused,AdmissionExpired', 'CloseJob'],
      ['States.ALL', 'FindTask'],
    ],
  },
  FindTask: { retry: { 'States.ALL': practicallyForever }, catches: [] },
  PollTask: { retry: { 'States.ALL': 2 }, catches: [['States.ALL', 'WaitForTask']] },
  GiveUpWaiting: { retry: { 'States.ALL': 5 }, catches: [['States.ALL', 'WaitForTask']] },
  ArchiveVideo: { retry: { 'States.ALL': 4 }, catches: [['States.ALL', 'WaitForTask']] },
  DeliverMedia: {
    retry: { Throttled: practicallyForever },
    catches: [
      ['Refused,AdmissionExpired', 'CloseJob'],
      ['States.ALL', 'WaitToSubmit'],
    ],
  },
  CloseJob: { retry: { 'States.ALL': practicallyForever }, catches: [] },
};

/** Where every state leads when all goes well; a choice leads by the phase on record. */
const ways: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  SubmitTask: 'TaskSubmitted?',
  'TaskSubmitted?': {
    admission: 'WaitToSubmit',
    archiving: 'ArchiveVideo',
    closing: 'CloseJob',
    closed: 'Ended',
    delivering: 'DeliverMedia',
    submitting: 'FindTask',
    searching: 'WaitToFind',
    otherwise: 'WaitForTask',
  },
  DeliverMedia: 'SubmitTask',
  WaitToSubmit: 'SubmitTask',
  WaitToFind: 'FindTask',
  FindTask: 'TaskSubmitted?',
  WaitForTask: 'PollTask',
  PollTask: 'TaskFinished?',
  'TaskFinished?': {
    archiving: 'ArchiveVideo',
    closing: 'CloseJob',
    closed: 'Ended',
    expired: 'GiveUpWaiting',
    otherwise: 'WaitForTask',
  },
  GiveUpWaiting: 'TaskFinished?',
  ArchiveVideo: 'CloseJob',
};

function wayOf({ Next, Choices = [], Default }: State): (typeof ways)[string] | undefined {
  if (!Default) return Next;
  const choices = Choices.map(({ StringEquals, Next: next }) => [StringEquals, next]);
  return { ...Object.fromEntries(choices), otherwise: Default };
}

describe('the state machine of a video job', () => {
  it('is valid in the Amazon States Language', () => {
    const verdict = validate(structuredClone(definition));
    expect(verdict.errorsText()).toBe('');
    expect(verdict.isValid).toBe(true);
  });

  it('leads from state to state as designed', () => {
    expect(definition.StartAt).toBe('SubmitTask');
    const found = Object.entries(states).map(([name, state]) => [name, wayOf(state)] as const);
    const leading = found.filter(([, way]) => way !== undefined);
    expect(Object.fromEntries(leading)).toEqual(ways);
    const ending = found.filter(([, way]) => way === undefined).map(([name]) => name);
    expect(ending.toSorted()).toEqual(['CloseJob', 'Ended']);
  });

  it('outlasts admission, deadline and the provider’s memory together', () => {
    const hours = definition.TimeoutSeconds / 3600;
    expect(hours).toBeGreaterThan(1 + 24);
  });

  it('waits as long as the step before it says', () => {
    const waits = Object.values(states).filter(({ Type }) => Type === 'Wait');
    expect(waits.map(({ SecondsPath }) => SecondsPath)).toEqual(
      waits.map(() => '$.step.wait_seconds'),
    );
  });

  it('logs what happens, never the data', () => {
    const resources = resourcesOf('AWS::StepFunctions::StateMachine');
    expect(resources).toHaveLength(3);
    for (const { Properties } of resources) {
      expect(Properties).toMatchObject({
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
      expect(Properties?.StateMachineType ?? 'STANDARD').toBe('STANDARD');
    }
  });
});

describe('a state of it that calls a function', () => {
  it('is one of these', () => {
    expect(tasks.map(([name]) => name).toSorted()).toEqual(Object.keys(handling).toSorted());
  });

  it.each(tasks)('%s calls the function of its name and outlasts it by 10 s', (name, state) => {
    const { arn, timeoutSeconds = 0 } = functionsByName.get(name) ?? {};
    expect(state.Resource).toBe(arn);
    expect(state.TimeoutSeconds).toBe(timeoutSeconds + 10);
    expect(state.ResultPath).toBe('$.step');
  });

  it.each(tasks)('%s handles errors as designed', (name, { Retry = [], Catch = [] }) => {
    const retry = Retry.flatMap(({ ErrorEquals, MaxAttempts }) =>
      ErrorEquals.map((error) => [error, MaxAttempts]),
    );
    const catches = Catch.map(({ ErrorEquals, Next }) => [ErrorEquals.join(), Next]);
    expect({ retry: Object.fromEntries(retry), catches }).toEqual(handling[name]);
    // an error's words are not state data; they may quote what nobody must keep
    for (const { ResultPath } of Catch) expect(ResultPath).toBeNull();
  });

  it.each(tasks)('%s tries again with growing pauses and full jitter', (_, { Retry = [] }) => {
    for (const retrier of Retry) {
      expect(retrier).toMatchObject({ BackoffRate: 2, JitterStrategy: 'FULL' });
      expect(retrier.MaxDelaySeconds).toBeLessThanOrEqual(60);
    }
  });

  it('repeats a submit on no error behind which a task may stand', () => {
    const repeated = states.SubmitTask?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? [];
    expect(repeated).not.toContain('States.ALL');
    expect(repeated.filter((error) => /States\.|Service|SdkClient|AWSLambda/.test(error))).toEqual(
      [],
    );
  });
});
