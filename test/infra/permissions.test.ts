import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../infra/local/assembly/buckets.ts';
import type { PolicyStatement } from '../../infra/local/assembly/iam-policy.ts';
import { secretsOf } from '../../infra/local/assembly/secrets.ts';
import { stateMachinesOf } from '../../infra/local/assembly/state-machines.ts';
import { assembly, functionsByName, otherRoles, resourcesOf } from '../support/templates.ts';

const [bucket] = bucketsOf(assembly);
const [secret] = secretsOf(assembly);
const [machine] = stateMachinesOf(assembly);

const granted = (action: string) => (keys: readonly string[]) =>
  keys.map((key) => `${action} ${key}`);
const read = (...keys: string[]) => granted('s3:GetObject')(keys);
const write = (...keys: string[]) =>
  ['s3:PutObject', 's3:AbortMultipartUpload'].flatMap((action) => granted(action)(keys));
const remove = (...keys: string[]) => granted('s3:DeleteObject')(keys);
const list = (...prefixes: string[]) => granted('s3:ListBucket')(prefixes);
const readKey = ['secretsmanager:GetSecretValue the provider’s key'];
const startExecutions = ['states:StartExecution the machine'];

const record = 'videos/*/job.json';
const request = 'videos/*/request.json';
const video = 'videos/*/video.mp4';

const closing = [
  ...read(record, 'tasks/*'),
  ...write(record, 'tasks/*'),
  ...remove(request, 'open/*', 'intents/*'),
  ...list('videos/*', 'tasks/*'),
];
const reading = [...read(record, video), ...list('videos/*')];
const looking = [
  ...read(record, 'tasks/*'),
  ...write(record, 'tasks/*'),
  ...list('videos/*', 'tasks/*'),
  ...readKey,
];

/** All that each function may do; whoever needs more adds it here and says why in the review. */
const rights: Readonly<Record<string, readonly string[]>> = {
  AuthorizeKey: [],
  GetHealth: [],
  GetOpenapi: [],
  AnalyzeVision: [...read('uploads/*'), ...list('uploads/*'), ...readKey],
  CreateAsset: write('uploads/*'),
  GetAsset: [...read('uploads/*/asset.json', 'uploads/*/file'), ...list('uploads/*')],
  CreateVideo: [
    ...read(record, 'uploads/*'),
    ...write(record, request, 'open/*'),
    ...remove(request, 'open/*', 'intents/*'),
    ...list('videos/*', 'uploads/*'),
    ...startExecutions,
  ],
  GetVideo: reading,
  ListVideos: reading,
  GetVideoContent: reading,
  SubmitTask: [
    ...read(record, request, 'uploads/*', 'tasks/*'),
    ...write(record, 'intents/*', 'tasks/*'),
    ...remove('intents/*'),
    ...list('videos/*', 'uploads/*', 'tasks/*'),
    ...readKey,
  ],
  FindTask: [
    ...read(record, 'tasks/*'),
    ...write(record, 'tasks/*'),
    ...remove('intents/*'),
    ...list('videos/*', 'intents/*', 'tasks/*'),
    ...readKey,
  ],
  PollTask: looking,
  GiveUpWaiting: looking,
  ArchiveVideo: [...read(record, video), ...write(record, video), ...list('videos/*'), ...readKey],
  CloseJob: closing,
  CloseExecution: [...closing, ...startExecutions],
};

/** A resource in the table's words. */
function nameOf(resource: string): string {
  if (resource === secret?.arn) return 'the provider’s key';
  if (resource === machine?.arn) return 'the machine';
  return resource.replace(`${bucket?.arn}/`, '');
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

describe('the rights of a function', () => {
  it('are stated here for every function', () => {
    expect([...functionsByName.keys()].toSorted()).toEqual(Object.keys(rights).toSorted());
  });

  it.each([...functionsByName])('%s has exactly those it needs', (name, { statements }) => {
    const lines = statements.flatMap(linesOf);
    expect(lines.toSorted()).toEqual([...(rights[name] ?? [])].toSorted());
  });

  it.each([...functionsByName])('%s may write its log by AWS’s own policy only', (_, { role }) => {
    expect(role?.managedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    ]);
  });

  it.each([
    ['states:StartExecution', ['CloseExecution', 'CreateVideo']],
    [
      'secretsmanager:GetSecretValue',
      ['AnalyzeVision', 'ArchiveVideo', 'FindTask', 'GiveUpWaiting', 'PollTask', 'SubmitTask'],
    ],
  ])('%s is held by nobody else', (action, holders) => {
    const found = [...functionsByName].filter(([, { statements }]) =>
      statements.some(({ actions }) => actions.includes(action)),
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
    expect(broad.flatMap(({ actions }) => actions)).toEqual(onEverything);
  });

  it('let the machine call its own six functions and nothing else', () => {
    const states = [
      'ArchiveVideo',
      'CloseJob',
      'FindTask',
      'GiveUpWaiting',
      'PollTask',
      'SubmitTask',
    ];
    const arns = states.map((name) => functionsByName.get(name)?.arn ?? name);
    const invoke = otherRoles
      .flatMap((role) => role.statements)
      .filter(({ actions }) => actions.includes('lambda:InvokeFunction'));
    expect(invoke.flatMap(({ resources }) => resources).toSorted()).toEqual(
      arns.flatMap((arn) => [arn, `${arn}:*`]).toSorted(),
    );
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
