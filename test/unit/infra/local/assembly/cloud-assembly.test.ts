import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../../../../infra/local/assembly/buckets.ts';
import { functionsOf } from '../../../../../infra/local/assembly/functions.ts';
import { restApisOf } from '../../../../../infra/local/assembly/rest-apis.ts';
import { stateMachinesOf } from '../../../../../infra/local/assembly/state-machines.ts';
import { assemblyOf } from './small-assembly.ts';

const bucket = (properties: object = {}) => ({ Type: 'AWS::S3::Bucket', Properties: properties });

describe('readAssembly', () => {
  it('names what has no name, the same at every reading', () => {
    const read = () => bucketsOf(assemblyOf({ app: { Resources: { Media: bucket() } } }));
    expect(read()[0]?.name).toMatch(/^app-media-[a-z0-9]{12}$/);
    expect(read()).toEqual(read());
  });

  it('gives equal logical ids of two stacks different names', () => {
    const resources = { Resources: { Media: bucket() } };
    const [one, two] = bucketsOf(assemblyOf({ one: resources, two: resources }));
    expect(one?.name).not.toBe(two?.name);
  });

  it('lets an explicit name win, also one that is put together', () => {
    const BucketName = { 'Fn::Join': ['-', ['media', { Ref: 'AWS::AccountId' }]] };
    const [media] = bucketsOf(
      assemblyOf({ app: { Resources: { Media: bucket({ BucketName }) } } }),
    );
    expect(media).toMatchObject({
      name: 'media-111122223333',
      arn: 'arn:aws:s3:::media-111122223333',
    });
  });

  it('follows references over exports of other stacks', () => {
    const storage = {
      Resources: { Media: bucket({ BucketName: 'media' }) },
      Outputs: {
        MediaArn: {
          Value: { 'Fn::GetAtt': ['Media', 'Arn'] },
          Export: { Name: { 'Fn::Sub': '$' + '{AWS::StackName}:MediaArn' } },
        },
      },
    };
    const imported = { 'Fn::ImportValue': 'storage:MediaArn' };
    const app = {
      Resources: {
        Copy: bucket({ BucketName: { 'Fn::Select': [5, { 'Fn::Split': [':', imported] }] } }),
      },
    };
    const names = bucketsOf(assemblyOf({ app, storage })).map(({ name }) => name);
    expect(names).toEqual(['media', 'media']);
  });

  const broken: { what: string; resource: object; message: string }[] = [
    {
      what: 'a resource type without a row',
      resource: { Type: 'AWS::SQS::Queue' },
      message: 'app/Thing: the resource type AWS::SQS::Queue is not understood',
    },
    {
      what: 'a condition',
      resource: { ...bucket(), Condition: 'IsProduction' },
      message: 'app/Thing: the condition IsProduction is not understood',
    },
    {
      what: 'a reference to nothing',
      resource: bucket({ Tags: [{ Value: { Ref: 'Nowhere' } }] }),
      message: 'app/Thing at Properties.Tags.0.Value.Ref: Nowhere does not exist',
    },
    {
      what: 'an unknown attribute',
      resource: bucket({ A: { 'Fn::GetAtt': ['Thing', 'WebsiteURL'] } }),
      message:
        'app/Thing at Properties.A.Fn::GetAtt: the attribute Thing.WebsiteURL is not understood',
    },
    {
      what: 'a name made of itself',
      resource: bucket({ BucketName: { 'Fn::Sub': 'a-$' + '{Thing}' } }),
      message: 'refers to itself',
    },
    {
      what: 'an output that no stack has',
      resource: bucket({ A: { 'Fn::GetStackOutput': { StackName: 'other', OutputName: 'X' } } }),
      message: 'other has no output X',
    },
    {
      what: 'an export that no stack has',
      resource: bucket({ A: { 'Fn::ImportValue': 'X' } }),
      message: 'no stack exports X',
    },
  ];

  it.each(broken)('refuses $what, and says where it stands', ({ resource, message }) => {
    expect(() => assemblyOf({ app: { Resources: { Thing: resource } } })).toThrow(message);
  });

  it('does not read what it does not run', () => {
    const dashboard = {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardBody: { 'Fn::Base64': 'x' } },
    };
    const metadata = { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable' };
    const assembly = assemblyOf({ app: { Resources: { Board: dashboard, Meta: metadata } } });
    expect(assembly.resources('AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});

describe('definitions', () => {
  it('refuse a function whose property nobody reads', () => {
    const fn = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'a.zip' },
        Handler: 'i.h',
        Runtime: 'nodejs24.x',
        Role: 'r',
        Layers: ['l'],
      },
    };
    const assembly = assemblyOf({ app: { Resources: { Fn: fn } } });
    expect(() => functionsOf(assembly)).toThrow(/^app\/Fn at Properties: .*Layers/);
  });

  it('refuse code that is no asset', () => {
    const fn = {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Key: 'a.zip' }, Handler: 'i.h', Runtime: 'nodejs24.x', Role: 'r' },
    };
    const assembly = assemblyOf({ app: { Resources: { Fn: fn } } });
    expect(() => functionsOf(assembly)).toThrow('no asset is called a.zip');
  });

  it('refuse a machine that is no JSON', () => {
    const machine = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: '{"StartAt":', RoleArn: 'r' },
    };
    const assembly = assemblyOf({ app: { Resources: { Machine: machine } } });
    expect(() => stateMachinesOf(assembly)).toThrow('app/Machine at Properties.DefinitionString');
  });

  it('refuse a bucket that notifies anything but EventBridge', () => {
    const NotificationConfiguration = { LambdaConfigurations: [{}] };
    const assembly = assemblyOf({
      app: { Resources: { B: bucket({ NotificationConfiguration }) } },
    });
    expect(() => bucketsOf(assembly)).toThrow('app/B at Properties.NotificationConfiguration');
  });

  const methods = [
    { what: 'IAM', properties: { AuthorizationType: 'AWS_IAM' } },
    { what: 'CUSTOM without an authorizer', properties: { AuthorizationType: 'CUSTOM' } },
    { what: 'a request validator', properties: { RequestValidatorId: 'v' } },
    {
      what: 'an HTTP integration',
      properties: { Integration: { Type: 'HTTP_PROXY', Uri: 'https://x' } },
    },
    {
      what: 'a stream by the buffered path',
      properties: {
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          ResponseTransferMode: 'STREAM',
          Uri: 'arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn/invocations',
        },
      },
    },
  ];

  it.each(methods)('refuse a method with $what', ({ properties }) => {
    const api = { Type: 'AWS::ApiGateway::RestApi', Properties: {} };
    const stage = {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, StageName: 'api', DeploymentId: 'd' },
    };
    const method = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'GET',
        Integration: { Type: 'MOCK' },
        ...properties,
      },
    };
    const read = (Resources: object) => restApisOf(assemblyOf({ app: { Resources } }));
    expect(() => read({ Api: api, Stage: stage, Method: method })).toThrow(
      'app/Method at Properties',
    );
  });

  it('refuse an API without a stage', () => {
    const api = { Type: 'AWS::ApiGateway::RestApi', Properties: {} };
    expect(() => restApisOf(assemblyOf({ app: { Resources: { Api: api } } }))).toThrow(
      'app/Api: needs exactly one stage',
    );
  });
});
