import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../infra/local/assembly/secrets.ts';
import { stateMachinesOf } from '../../infra/local/assembly/state-machines.ts';
import type { Definition, State } from '../support/state-language.ts';
import { assembly, functionsByName, resourcesOf } from '../support/templates.ts';
import { announcers } from './wanted-wiring.ts';

const arn = functionsByName.get('CreateVideo')?.environment.WEBHOOK_MACHINE_ARN;
const machine = stateMachinesOf(assembly).find((one) => one.arn === arn);
const definition = machine?.definition as Definition;
const { DeliverWebhook, GiveUpWebhook, ...others } = definition.States;

const callersOf = (action: string, resource: string) =>
  [...functionsByName]
    .filter(([, { statements }]) =>
      statements.some(
        ({ actions, resources }) => actions.includes(action) && resources.includes(resource),
      ),
    )
    .map(([name]) => name);

describe('the delivery machine', () => {
  it('is valid and has these states', () => {
    const verdict = validate(structuredClone(definition));
    expect(verdict.errorsText()).toBe('');
    expect(definition.StartAt).toBe('DeliverWebhook');
    expect(others).toEqual({});
  });

  it('makes ten attempts within a day', () => {
    const retrier = DeliverWebhook?.Retry?.find(({ ErrorEquals }) =>
      ErrorEquals.includes('States.ALL'),
    );
    const { IntervalSeconds = 0, BackoffRate = 0, MaxDelaySeconds = 0 } = retrier ?? {};
    expect(retrier?.MaxAttempts).toBe(9);
    const pauses = Array.from({ length: 9 }, (_, index) =>
      Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** index),
    );
    const attempts = 10 * (DeliverWebhook?.TimeoutSeconds ?? 0);
    const total = attempts + pauses.reduce((sum, pause) => sum + pause, 0);
    expect(total).toBeLessThan(24 * 3600);
    expect(total).toBeGreaterThan(12 * 3600);
  });

  it('handles every error as designed', () => {
    const retries = (state?: State) =>
      state?.Retry?.map(({ ErrorEquals, MaxAttempts }) => [...ErrorEquals, MaxAttempts]);
    expect(retries(DeliverWebhook)).toEqual([
      ['WebhookGone', 0],
      ['Lambda.TooManyRequestsException', 3000],
      ['States.ALL', 9],
    ]);
    expect(DeliverWebhook?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], Next: 'GiveUpWebhook', ResultPath: '$.caught' },
    ]);
    expect(retries(GiveUpWebhook)).toEqual([['States.ALL', 3000]]);
    expect(GiveUpWebhook?.Catch).toBeUndefined();
  });

  it.each(['DeliverWebhook', 'GiveUpWebhook'])('%s calls its function and outlasts it', (name) => {
    const called = functionsByName.get(name);
    const state = definition.States[name];
    expect(state?.Resource).toBe(called?.arn);
    expect(state?.TimeoutSeconds).toBe((called?.timeoutSeconds ?? 0) + 10);
  });

  it('logs what happens, never the data', () => {
    const logging = resourcesOf('AWS::StepFunctions::StateMachine').map(
      ({ Properties }) => Properties?.LoggingConfiguration,
    );
    expect(logging).toHaveLength(3);
    for (const one of logging) expect(one).toMatchObject({ IncludeExecutionData: false });
  });
});

describe('deliveries', () => {
  it('are begun by who has news of jobs, and by nobody else', () => {
    expect(callersOf('states:StartExecution', arn ?? '').toSorted()).toEqual(announcers);
  });
});

describe('the master secret of webhooks', () => {
  const [secret, ...more] = secretsOf(assembly).filter(({ generated }) => generated);

  it('is made by CloudFormation and outlives the stack', () => {
    expect(more).toEqual([]);
    const [resource] = resourcesOf('AWS::SecretsManager::Secret').filter(
      ({ Properties }) => Properties?.GenerateSecretString,
    );
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is read by who signs and who shows, and by nobody else', () => {
    const readers = callersOf('secretsmanager:GetSecretValue', secret?.arn ?? '');
    expect(readers.toSorted()).toEqual(['DeliverWebhook', 'GetWebhookSecret']);
  });
});
