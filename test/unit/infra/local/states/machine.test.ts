import { describe, expect, it } from 'vitest';
import { UnsupportedDefinitionError } from '../../../../../infra/local/states/refuse-unsupported.ts';
import { engineWith, functionArn, oneTask } from './machines.ts';

const wait = (fields: object) => ({
  StartAt: 'Rest',
  States: { Rest: { Type: 'Wait', End: true, ...fields } },
});

const map = (fields: object, processor: object = {}) => ({
  StartAt: 'Each',
  States: {
    Each: { Type: 'Map', End: true, ItemProcessor: { ...oneTask(), ...processor }, ...fields },
  },
});

describe('loading a state machine', () => {
  it.each([
    ['JSONata in a state', wait({ QueryLanguage: 'JSONata', Seconds: 1 }), /JSONata/],
    [
      'JSONata in the machine',
      { QueryLanguage: 'JSONata', ...wait({ Seconds: '{% 1 %}' }) },
      /JSONata/,
    ],
    ['Assign in a state', oneTask({ Assign: { x: 1 } }), /Assign/],
    [
      'Assign in a Catch',
      oneTask({ Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: 1 }, Next: 'Work' }] }),
      /Assign/,
    ],
    ['a Wait of 25 days', wait({ Seconds: 25 * 86_400 }), /24\.8 days/],
    [
      'a name used twice',
      map({}, { StartAt: 'Each', States: oneTaskCalled('Each') }),
      /DUPLICATE_STATE_NAMES/,
    ],
    ['a tolerated failure', map({ ToleratedFailureCount: 1 }), /distributed Map/],
    [
      'a distributed Map',
      map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
      /distributed Map/,
    ],
    [
      'the retry count',
      oneTask({ Parameters: { 'count.$': '$$.State.RetryCount' } }),
      /RetryCount/,
    ],
    [
      'a resource nobody serves',
      oneTask({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
      /nothing serves/,
    ],
    [
      'a .sync resource',
      oneTask({ Resource: 'arn:aws:states:::states:startExecution.sync:2' }),
      /nothing serves/,
    ],
  ])('refuses %s', (_what, definition, message) => {
    expect(() => engineWith(definition)).toThrow(message);
  });

  it('refuses what the interpreter would get wrong with an error of its own', () => {
    expect(() => engineWith(oneTask({ Assign: { x: 1 } }))).toThrow(UnsupportedDefinitionError);
  });

  it('refuses what is no valid definition', () => {
    expect(() => engineWith(oneTask({ End: undefined, Next: 'Nowhere' }))).toThrow(/invalid/);
  });

  it('names the machines it has loaded', () => {
    const { engine } = engineWith(oneTask({ Resource: functionArn('any') }));
    expect(engine.machines).toEqual({
      m: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
    });
  });
});

function oneTaskCalled(name: string) {
  return { [name]: { Type: 'Task', Resource: functionArn('work'), End: true } };
}
