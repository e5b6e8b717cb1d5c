import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { redrivenCommandType, redriveSource } from '../../shared/dead-letters/redrive-event.ts';
import { templatesWith } from '../support/variants.ts';

const listOf = (name: string, length: number) =>
  Array.from({ length }, (_, index) => `${name}-${index + 1000}`);
/** As much as command rules may have, and a little less than one more source or owner. */
const longest = {
  owner: 'o'.repeat(40),
  sources: listOf('s'.repeat(32), 47),
  owners: listOf('o'.repeat(35), 91),
};

const given = {
  stage: 'prod',
  encryption: 'kms',
  deletedDays: 0,
  videoDays: 90,
  visionDays: 30,
  inboxDays: 10,
  resultDays: 60,
  uploadDays: 2,
  logDays: 90,
  commandRules: { ['r'.repeat(40)]: longest },
  providerRegion: 'beijing',
  providerSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/key-AbC123',
  domainName: 'media.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b-2c',
  visionModels: { ocr: 'qwen3.5-ocr' },
  corsOrigin: 'https://app.example.com',
  videoDeadlineSeconds: 1800,
  allowedSources: { acme: ['s3://their-media/in/'], globex: ['s3://their-media/in/'] },
  usagePlans: {
    slow: { rate: 1, burst: 2 },
    gold: { rate: 9, burst: 9, quota: { requests: 10, period: 'WEEK' } },
  },
};
const templates = templatesWith(given);
const template = (name: string) => {
  const found = templates.get(name);
  if (!found) throw new Error(`there is no stack ${name}`);
  return found;
};

describe('a deployment with other settings', () => {
  it.each([
    ['Storage', 'MediaBucket'],
    ['Storage', 'DeadLetterBucket'],
    ['Events', 'EventBus'],
  ])('tells what npm run redrive looks for: %s %s', (stack, output) => {
    template(stack).hasOutput(output, {});
  });

  it('tells which rule hears commands that npm run redrive sends again', () => {
    const EventPattern = { source: [redriveSource], 'detail-type': [redrivenCommandType] };
    const wanted = { Properties: { EventPattern, State: 'ENABLED' } };
    const [rule] = Object.keys(template('Triggers').findResources('AWS::Events::Rule', wanted));
    const Value = { 'Fn::GetAtt': [rule, 'Arn'] };
    template('Triggers').hasOutput('RedrivenCommandsRule', { Value });
  });

  it('encrypts with a key of its own, which rotates and stays', () => {
    template('Storage').hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    template('Storage').hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
          },
        ],
      },
    });
  });

  it.each([
    ['GetVideo', 'kms:Decrypt'],
    ['CreateVideo', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('lets %s use that key as it must, and no further', (name, action) => {
    const policies = template('Api').findResources('AWS::IAM::Policy');
    const [, policy] =
      Object.entries(policies).find(([id]) => id.startsWith(`Routes${name}Service`)) ?? [];
    const statements: { Action: unknown }[] = policy?.Properties.PolicyDocument.Statement ?? [];
    const ofKey = statements.filter(({ Action }) => String(Action).startsWith('kms:'));
    expect(ofKey.map(({ Action }) => Action)).toEqual([action]);
  });

  it('lets exactly those who bring media to the provider read what owners may name', () => {
    const holders = [template('Api'), template('Video')].flatMap((one) =>
      Object.entries(one.findResources('AWS::IAM::Policy'))
        .filter(([, policy]) => JSON.stringify(policy).includes(':s3:::their-media/in/*'))
        .map(([id]) => id.replace(/^(Routes|Workflow)|Service.*$/g, '')),
    );
    expect(holders).toEqual(
      expect.arrayContaining(['AnalyzeVision', 'CreateVideo', 'DeliverMedia', 'SubmitTask']),
    );
    for (const other of ['GetVideo', 'CreateAsset', 'PollTask', 'ArchiveVideo', 'CloseJob'])
      expect(holders).not.toContain(other);
    template('Video').hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ ALLOWED_SOURCES: JSON.stringify(given.allowedSources) }),
      },
    });
  });

  it('keeps media as long as it was told, without versions', () => {
    template('Storage').hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: Match.absent(),
      CorsConfiguration: { CorsRules: [{ AllowedOrigins: ['https://app.example.com'] }] },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'uploads/', ExpirationInDays: 2 }),
          Match.objectLike({ Prefix: 'videos/', ExpirationInDays: 90 }),
          Match.objectLike({ Prefix: 'vision/', ExpirationInDays: 30 }),
          Match.objectLike({ Prefix: 'inbox/', ExpirationInDays: 10 }),
          Match.objectLike({ Prefix: 'results/', ExpirationInDays: 60 }),
        ]),
      },
    });
  });

  it('keeps every log as long as it was told', () => {
    for (const one of [template('Events'), template('Video'), template('Api')])
      one.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  it('asks the models that it was told', () => {
    template('Api').hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ VISION_MODELS: '{"ocr":"qwen3.5-ocr"}' }) },
    });
  });

  it('reads the secret that it was given and makes none', () => {
    const named = { Name: Match.anyValue() };
    template('Storage').resourcePropertiesCountIs('AWS::SecretsManager::Secret', named, 0);
    template('Video').hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          PROVIDER_SECRET_ARN: given.providerSecretArn,
          PROVIDER_BASE_URL: 'https://dashscope.aliyuncs.com',
        }),
      },
    });
  });

  it('has its plans, on its stage', () => {
    const plan = (name: string, rate: number, quota: object) =>
      template('Api').hasResourceProperties('AWS::ApiGateway::UsagePlan', {
        UsagePlanName: `qwen-media/prod/${name}`,
        Throttle: { RateLimit: rate },
        ApiStages: [Match.objectLike({ Stage: Match.anyValue() })],
        ...quota,
      });
    plan('slow', 1, { Quota: Match.absent() });
    plan('gold', 9, { Quota: { Limit: 10, Period: 'WEEK' } });
  });

  it('answers at its own domain under the same path', () => {
    template('Api').hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'media.example.com',
      SecurityPolicy: 'TLS_1_2',
    });
    template('Api').hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'api' });
    template('Api').hasOutput('BaseUrl', { Value: 'https://media.example.com/api' });
  });

  it('names its bus in every stack that uses it, so that another name changes them all', () => {
    for (const stack of ['Video', 'Recovery', 'Triggers', 'Api'])
      template(stack).hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ EVENT_BUS_NAME: 'qwen-media-prod' }) },
      });
    template('Triggers').hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'qwen-media-prod',
    });
  });

  it('may have command rules of any length that the configuration takes', () => {
    const rules = Object.values(template('Triggers').findResources('AWS::Events::Rule'));
    const described = (words: RegExp) =>
      rules.find(({ Properties: { Description } }) => words.test(Description))?.Properties ?? {};
    const templateOf = ({ Targets }: ReturnType<typeof described>) =>
      Targets[0].InputTransformer.InputTemplate as string;
    // what EventBridge takes, and that the lists come near it
    for (const [text, most] of [
      [JSON.stringify(described(/^Commands/).EventPattern), 2048],
      [templateOf(described(/^A command/)), 8192],
    ] as const) {
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text.length).toBeGreaterThan(most * 0.95);
    }
    expect(templateOf(described(/^Commands/)).length).toBeLessThanOrEqual(8192);
  });

  it('gives jobs its own deadline', () => {
    template('Api').hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ DEADLINE_SECONDS: '1800' }) },
    });
  });
});

/** What names itself within its API only. */
const insideApis = /ApiGateway::(Authorizer|GatewayResponse)/;
const isName = /^(Name|.*(Function|Role|Bucket|Group|Alarm|Dashboard|Plan|Topic|Machine)Name)$/;

/** Every name that a template gives itself; generated names carry their stack’s. */
function namesOf(made: ReturnType<typeof templatesWith>): string[] {
  const resources = [...made.values()].flatMap((one) =>
    Object.values<{ Type: string; Properties?: object }>(one.toJSON().Resources),
  );
  const global = resources.filter(({ Type }) => !insideApis.test(Type));
  const properties = global.flatMap(({ Properties = {} }) => Object.entries(Properties));
  return properties.flatMap(([key, value]) =>
    isName.test(key) && typeof value === 'string' ? [value] : [],
  );
}

describe('two stages in one account', () => {
  it('share no name', () => {
    const first = namesOf(templatesWith({ stage: 'one' }));
    const second = namesOf(templates);
    expect(first).toContain('qwen-media/one/provider-key');
    expect(first).toContain('qwen-media-one');
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });
});
