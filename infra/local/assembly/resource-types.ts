import {
  logicalName,
  type NameOrigin,
  shortId,
  stackQualifiedName,
  suffixOf,
} from './physical-name.ts';

/** A resource as CloudFormation identifies it once it exists. */
export type Identity = NameOrigin & {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** A property of the resource, resolved; `undefined` where the template does not set it. */
  property(name: string): unknown;
};

type Value = (identity: Identity) => string;

export type ResourceType = {
  /** Property that carries an explicit physical name, which wins over a generated one. */
  readonly nameProperty?: string;
  readonly generateName: (origin: NameOrigin) => string;
  readonly ref: Value;
  readonly attributes: Readonly<Record<string, Value>>;
  /** Whether the laptop acts on the resource; the others are only referred to, and their properties stay unread. */
  readonly runs: boolean;
};

const name: Value = (identity) => identity.name;
const arn =
  (service: string, prefix = ''): Value =>
  ({ region, account, name }) =>
    `arn:aws:${service}:${region}:${account}:${prefix}${name}`;

const inert = (row: Partial<ResourceType> = {}): ResourceType => ({
  generateName: (origin) => logicalName(origin, 128),
  ref: name,
  attributes: {},
  ...row,
  runs: false,
});

const gateway = (length: number, row: Partial<ResourceType> = {}): ResourceType => ({
  generateName: (origin) => shortId(origin, length),
  ref: name,
  attributes: {},
  runs: true,
  ...row,
});

const roleArn: Value = ({ account, name }) => `arn:aws:iam::${account}:role/${name}`;
const policyArn: Value = ({ account, name }) => `arn:aws:iam::${account}:policy/${name}`;
const secretArn: Value = (identity) =>
  `${arn('secretsmanager', 'secret:')(identity)}-${suffixOf(identity, 6, 'secret')}`;

const busOf = (identity: Identity): string =>
  String(identity.property('EventBusName') ?? 'default')
    .split('/')
    .at(-1) ?? 'default';
const ruleRef: Value = (identity) =>
  busOf(identity) === 'default' ? identity.name : `${busOf(identity)}|${identity.name}`;
const ruleArn: Value = (identity) => {
  const bus = busOf(identity) === 'default' ? '' : `${busOf(identity)}/`;
  return arn('events', `rule/${bus}`)(identity);
};

/** Every resource type the app may synthesize: how it is named, and what `Ref` and `Fn::GetAtt` of it give. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    generateName: (origin) => stackQualifiedName(origin, 64),
    ref: name,
    attributes: { Arn: arn('lambda', 'function:') },
    runs: true,
  },
  'AWS::Lambda::EventInvokeConfig': gateway(12),
  'AWS::Lambda::Permission': inert(),
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    generateName: (origin) => stackQualifiedName(origin, 64),
    ref: name,
    attributes: {
      Arn: roleArn,
      RoleId: (identity) => `AROA${suffixOf(identity, 17, 'role')}`,
    },
    runs: true,
  },
  'AWS::IAM::Policy': {
    nameProperty: 'PolicyName',
    generateName: (origin) => logicalName(origin, 128),
    ref: name,
    attributes: {},
    runs: true,
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    generateName: (origin) => stackQualifiedName(origin, 128),
    ref: policyArn,
    attributes: { PolicyArn: policyArn },
    runs: true,
  },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    generateName: (origin) => stackQualifiedName(origin, 63).toLowerCase(),
    ref: name,
    attributes: {
      Arn: ({ name }) => `arn:aws:s3:::${name}`,
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name, region }) => `${name}.s3.${region}.amazonaws.com`,
    },
    runs: true,
  },
  'AWS::S3::BucketPolicy': inert(),
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    generateName: (origin) => logicalName(origin, 64),
    ref: secretArn,
    attributes: { Id: secretArn },
    runs: true,
  },
  'AWS::SecretsManager::ResourcePolicy': inert(),
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    generateName: (origin) => logicalName(origin, 80),
    ref: arn('states', 'stateMachine:'),
    attributes: { Arn: arn('states', 'stateMachine:'), Name: name },
    runs: true,
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    generateName: (origin) => logicalName(origin, 256),
    ref: name,
    attributes: { Arn: arn('events', 'event-bus/'), Name: name },
    runs: true,
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    generateName: (origin) => stackQualifiedName(origin, 64),
    ref: ruleRef,
    attributes: { Arn: ruleArn },
    runs: true,
  },
  'AWS::Events::EventBusPolicy': inert(),
  'AWS::ApiGateway::RestApi': gateway(10, {
    attributes: {
      RestApiId: name,
      RootResourceId: (identity) => shortId(identity, 10, 'root'),
    },
  }),
  'AWS::ApiGateway::Resource': gateway(6, { attributes: { ResourceId: name } }),
  'AWS::ApiGateway::Method': gateway(6),
  'AWS::ApiGateway::Authorizer': gateway(6, { attributes: { AuthorizerId: name } }),
  'AWS::ApiGateway::GatewayResponse': gateway(6),
  'AWS::ApiGateway::Stage': gateway(6, { nameProperty: 'StageName' }),
  'AWS::ApiGateway::UsagePlan': gateway(6, { attributes: { Id: name } }),
  'AWS::ApiGateway::UsagePlanKey': inert(),
  'AWS::ApiGateway::ApiKey': inert({
    generateName: (origin) => shortId(origin, 10),
    attributes: { APIKeyId: name },
  }),
  'AWS::ApiGateway::Deployment': inert({
    generateName: (origin) => shortId(origin, 6),
    attributes: { DeploymentId: name },
  }),
  'AWS::ApiGateway::Account': inert(),
  'AWS::ApiGateway::DomainName': inert({
    attributes: {
      RegionalDomainName: ({ name, region }) => `${name}.execute-api.${region}.amazonaws.com`,
    },
  }),
  'AWS::ApiGateway::BasePathMapping': inert(),
  'AWS::KMS::Key': inert({
    generateName: (origin) => stackQualifiedName(origin, 64),
    attributes: { Arn: arn('kms', 'key/') },
  }),
  'AWS::Logs::LogGroup': inert({
    nameProperty: 'LogGroupName',
    generateName: (origin) => stackQualifiedName(origin, 128),
    attributes: { Arn: (identity) => `${arn('logs', 'log-group:')(identity)}:*` },
  }),
  'AWS::Logs::MetricFilter': inert(),
  'AWS::Logs::QueryDefinition': inert(),
  'AWS::Logs::ResourcePolicy': inert(),
  'AWS::CloudWatch::Alarm': inert({
    nameProperty: 'AlarmName',
    attributes: { Arn: arn('cloudwatch', 'alarm:') },
  }),
  'AWS::CloudWatch::CompositeAlarm': inert({
    nameProperty: 'AlarmName',
    attributes: { Arn: arn('cloudwatch', 'alarm:') },
  }),
  'AWS::CloudWatch::Dashboard': inert({ nameProperty: 'DashboardName' }),
  'AWS::SNS::Topic': inert({
    nameProperty: 'TopicName',
    ref: arn('sns'),
    attributes: { TopicArn: arn('sns'), TopicName: name },
  }),
  'AWS::SNS::TopicPolicy': inert(),
  'AWS::SNS::Subscription': inert(),
  'AWS::CDK::Metadata': inert(),
};
