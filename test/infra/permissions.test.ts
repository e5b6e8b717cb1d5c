import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../infra/local/assembly/buckets.ts';
import type { PolicyStatement } from '../../infra/local/assembly/iam-policy.ts';
import { secretsOf } from '../../infra/local/assembly/secrets.ts';
import {
  assembly,
  functionsByName,
  machineNamed,
  otherRoles,
  resourcesOf,
} from '../support/templates.ts';
import { rights } from './function-rights.ts';

const bucketNamed = (construct: string) =>
  bucketsOf(assembly).find(({ name }) => name.includes(construct));
const bucket = bucketNamed('media');
const deadLetters = bucketNamed('deadletters');
const secrets = secretsOf(assembly);
const arnOf = (construct: string) =>
  secrets.find(({ name }) => name.includes(construct))?.arn ?? construct;

/** What stands for an address in the table below. */
const words = new Map([
  [arnOf('provider-key'), 'the provider’s key'],
  [arnOf('WebhookSecret'), 'the webhook secret'],
  [machineNamed('Workflow').arn, 'the video machine'],
  [machineNamed('VisionMachine').arn, 'the vision machine'],
  [machineNamed('Hooks').arn, 'the delivery machine'],
  [`${deadLetters?.arn}`, 'the dead letters'],
  [`${deadLetters?.arn}/*`, 'the dead letters'],
  ['arn:aws:events:eu-west-1:111122223333:event-bus/qwen-media', 'the bus'],
]);

/** A resource in the table's words. */
function nameOf(resource: string): string {
  return words.get(resource) ?? resource.replace(`${bucket?.arn}/`, '');
}

/** One line per action and resource; the bucket itself stands for the prefixes that may be listed. */
function linesOf({ effect, actions, resources, conditions }: PolicyStatement): string[] {
  expect(effect).toBe('Allow');
  const { StringLike: like, ...otherConditions } = conditions;
  expect(otherConditions).toEqual({});
  const prefixes = [like?.['s3:prefix'] ?? []].flat().map(String);
  const named = resources.flatMap((one) => (one === bucket?.arn ? prefixes : [nameOf(one)]));
  return actions.flatMap((action) => named.map((name) => `${action} ${name}`));
}

/** Every function leaves traces; X-Ray has no resources to name. */
const tracing = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];

describe('the rights of a function', () => {
  it('are stated here for every function', () => {
    expect([...functionsByName.keys()].toSorted()).toEqual(Object.keys(rights).toSorted());
  });

  it.each([...functionsByName])('%s has exactly those it needs', (name, { statements }) => {
    const lines = new Set(statements.flatMap(linesOf));
    expect([...lines].toSorted()).toEqual(
      [...new Set([...(rights[name] ?? []), ...tracing])].toSorted(),
    );
  });

  it.each([...functionsByName])('%s may write its log by AWS’s own policy only', (_, { role }) => {
    expect(role?.managedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    ]);
  });

  it.each([
    [
      'states:StartExecution the video machine',
      ['CloseExecution', 'CreateVideo', 'RunCommand', 'RunUpload', 'SweepJobs'],
    ],
    [
      'states:StartExecution the vision machine',
      [
        ...['AnalyzeVision', 'CloseExecution', 'OcrVision', 'ReasonVision', 'RunCommand'],
        ...['RunUpload', 'SweepJobs'],
      ],
    ],
    [
      'states:StartExecution the delivery machine',
      [
        ...['CancelVideo', 'CloseExecution', 'CloseJob', 'CreateVideo', 'GiveUpWaiting'],
        ...['PollTask', 'RunCommand', 'RunUpload', 'SweepJobs'],
      ],
    ],
    [
      'secretsmanager:GetSecretValue the provider’s key',
      [
        ...['AnalyzeVision', 'ArchiveVideo', 'CancelVideo', 'CompleteChat', 'CreateVideo'],
        ...['DeliverMedia', 'FindTask', 'GiveUpWaiting', 'OcrVision', 'PollTask', 'ReasonVision'],
        ...['RunCommand', 'RunUpload', 'RunVision', 'SubmitTask', 'SweepJobs'],
      ],
    ],
    ['secretsmanager:GetSecretValue the webhook secret', ['DeliverWebhook', 'GetWebhookSecret']],
  ])('%s is held by nobody else', (right, holders) => {
    const found = [...functionsByName].filter(([, { statements }]) =>
      statements.flatMap(linesOf).includes(right),
    );
    expect(found.map(([name]) => name).toSorted()).toEqual(holders);
  });
});

/** Rights on everything, because AWS knows no narrower ones for these actions. */
const onEverything = [
  // log delivery of a state machine has no resource types
  ['logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'logs:DescribeLogGroups'],
  ['logs:DescribeResourcePolicies', 'logs:GetLogDelivery', 'logs:ListLogDeliveries'],
  ['logs:PutResourcePolicy', 'logs:UpdateLogDelivery'],
  ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  ['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
].flat();

describe('the policies of all templates', () => {
  const statements = [...functionsByName.values(), ...otherRoles].flatMap((role) =>
    role.statements.map((statement) => ({ ...statement })),
  );

  it('allow no action by a wildcard and nothing by exception', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((one) => one.includes('*'))).toEqual(
      [],
    );
    expect(
      statements.flatMap(({ notActions, notResources }) => [notActions, notResources]),
    ).toEqual(statements.flatMap(() => [[], []]));
  });

  it('allow on everything only what cannot be narrowed', () => {
    const broad = statements.filter(({ resources }) => resources.includes('*'));
    const actions = new Set(broad.flatMap((statement) => statement.actions));
    expect([...actions].toSorted()).toEqual(onEverything.toSorted());
  });

  it('let API Gateway and EventBridge call only functions they are connected to', () => {
    for (const { Properties } of resourcesOf('AWS::Lambda::Permission')) {
      expect(Properties).toMatchObject({
        Action: 'lambda:InvokeFunction',
        Principal: expect.stringMatching(/^(apigateway|events)\.amazonaws\.com$/),
        SourceArn: expect.anything(),
      });
    }
  });
});
