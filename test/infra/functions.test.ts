import { describe, expect, it } from 'vitest';
import { functionsByName, resourcesOf } from '../support/templates.ts';

const functions = resourcesOf('AWS::Lambda::Function');

describe.each(functions)('the function $logicalId', ({ Properties }) => {
  it('runs on Node 24 and arm64, with enough time and memory stated', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: expect.any(Number),
      MemorySize: expect.any(Number),
    });
  });

  it('logs into a group of its own', () => {
    expect(Properties).toMatchObject({ LoggingConfig: { LogGroup: { Ref: expect.any(String) } } });
  });
});

describe('logs', () => {
  it.each(resourcesOf('AWS::Logs::LogGroup'))('$logicalId are kept for a month', (group) => {
    expect(group.Properties).toMatchObject({ RetentionInDays: 30 });
  });

  it('have one group per function, the API’s accesses and every machine', () => {
    const owners = functions.length + 1 + resourcesOf('AWS::StepFunctions::StateMachine').length;
    expect(resourcesOf('AWS::Logs::LogGroup')).toHaveLength(owners);
  });
});

describe('the environment of a function', () => {
  const names = [
    'ADMISSION_SECONDS',
    'DEADLINE_SECONDS',
    'EVENT_BUS_NAME',
    'MEDIA_BUCKET',
    'MEDIA_DELIVERY',
    'NODE_OPTIONS',
    'PROVIDER_BASE_URL',
    'PROVIDER_SECRET_ARN',
    'STAGE',
    'STATE_MACHINE_ARN',
    'VISION_MACHINE_ARN',
    'VISION_MODELS',
    'WEBHOOK_MACHINE_ARN',
    'WEBHOOK_SECRET_ARN',
  ];

  it.each([...functionsByName])('%s has nothing but settings', (_, { environment }) => {
    for (const name of Object.keys(environment)) expect(names).toContain(name);
  });

  it.each([...functionsByName])('%s names a secret exactly when it may read it', (_, made) => {
    const { environment, statements } = made;
    const { PROVIDER_SECRET_ARN, WEBHOOK_SECRET_ARN } = environment;
    const readable = statements
      .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
      .flatMap(({ resources }) => resources);
    expect(readable).toEqual([PROVIDER_SECRET_ARN, WEBHOOK_SECRET_ARN].filter(Boolean));
    expect('PROVIDER_BASE_URL' in environment).toBe(PROVIDER_SECRET_ARN !== undefined);
  });
});

describe('the templates', () => {
  it('have no function or custom resource that is not ours', () => {
    const types = resourcesOf().map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
  });
});
