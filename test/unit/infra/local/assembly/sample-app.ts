import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import {
  EventBus,
  EventField,
  Match,
  Rule,
  RuleTargetInput,
  Schedule,
} from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import {
  Function as CdkFunction,
  Code,
  type FunctionOptions,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { S3Destination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Bucket, CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

const cdkJson = new URL('../../../../../cdk.json', import.meta.url);

const sources = {
  'submit-task': `export const handler = async () => ({ bucket: process.env.BUCKET });`,
  'close-execution': `export const handler = async () => {};`,
  authorize: `export const handler = async ({ authorizationToken, methodArn }) => ({
    principalId: 'owner',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn.split('/').slice(0, 2).join('/') + '/*' }] },
    context: { owner: 'owner' },
    usageIdentifierKey: authorizationToken.slice('Bearer '.length),
  });`,
  'get-video': `export const handler = async ({ pathParameters, requestContext }) => ({
    statusCode: 200, body: JSON.stringify({ id: pathParameters.id, owner: requestContext.authorizer.owner, key: requestContext.identity.apiKeyId, machine: process.env.MACHINE }) });`,
  'analyze-vision': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    out.write('data: ' + JSON.parse(event.body).prompt + '\\n\\n');
    out.end();
  });`,
};

type Name = keyof typeof sources;

/** Builds functions whose code is written down beside the assembly, so that nothing has to be bundled. */
function createFunctionFactory(directory: string) {
  return (scope: Construct, id: string, name: Name, options: FunctionOptions = {}) => {
    const asset = join(directory, 'code', name);
    mkdirSync(asset, { recursive: true });
    writeFileSync(join(asset, 'index.mjs'), sources[name]);
    const code = Code.fromAsset(asset);
    const runtime = Runtime.NODEJS_24_X;
    return new CdkFunction(scope, id, { runtime, handler: 'index.handler', code, ...options });
  };
}

function buildStorage(app: App) {
  const stack = new Stack(app, 'sample-storage');
  const bucket = new Bucket(stack, 'Media', {
    cors: [{ allowedMethods: [HttpMethods.POST], allowedOrigins: ['*'], maxAge: 60 }],
    lifecycleRules: [
      { prefix: 'uploads/', expiration: Duration.days(7) },
      { abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
  });
  if (bucket.node.defaultChild instanceof CfnBucket) {
    bucket.node.defaultChild.notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
  return {
    bucket,
    secret: new Secret(stack, 'ProviderKey', { secretName: 'sample/provider-key' }),
  };
}

type FunctionFactory = ReturnType<typeof createFunctionFactory>;

function buildVideo(
  app: App,
  makeFunction: FunctionFactory,
  storage: ReturnType<typeof buildStorage>,
) {
  const stack = new Stack(app, 'sample-video');
  const bus = new EventBus(stack, 'Bus', { eventBusName: 'sample' });
  const submit = makeFunction(stack, 'SubmitTask', 'submit-task', {
    timeout: Duration.seconds(20),
    memorySize: 512,
    reservedConcurrentExecutions: 2,
    environment: { BUCKET: storage.bucket.bucketName, BUS: bus.eventBusName },
  });
  storage.bucket.grantRead(submit, 'jobs/*');
  storage.secret.grantRead(submit);
  const machine = new StateMachine(stack, 'RenderVideo', {
    stateMachineName: 'sample-render-video',
    definitionBody: DefinitionBody.fromChainable(
      new LambdaInvoke(stack, 'SubmitTaskState', {
        stateName: 'SubmitTask',
        lambdaFunction: submit,
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
      }),
    ),
  });
  const close = makeFunction(stack, 'CloseExecution', 'close-execution', {
    retryAttempts: 1,
    maxEventAge: Duration.hours(1),
    onFailure: new S3Destination(storage.bucket),
  });
  new Rule(stack, 'ExecutionEnded', {
    eventPattern: {
      source: ['aws.states'],
      detail: { stateMachineArn: [machine.stateMachineArn] },
    },
    targets: [
      new LambdaFunction(close, {
        event: RuleTargetInput.fromObject({
          execution: EventField.fromPath('$.detail.executionArn'),
        }),
        retryAttempts: 3,
      }),
    ],
  });
  new Rule(stack, 'Commands', {
    eventBus: bus,
    eventPattern: { source: Match.prefix('sample') },
    targets: [new SfnStateMachine(machine)],
  });
  new Rule(stack, 'Sweep', {
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [new LambdaFunction(close)],
  });
  return { machine };
}

function buildApi(app: App, makeFunction: FunctionFactory, machine: StateMachine) {
  const stack = new Stack(app, 'sample-api');
  const getVideo = makeFunction(stack, 'GetVideo', 'get-video', {
    environment: {
      MACHINE: machine.stateMachineArn,
      ARCHIVE: Fn.join('-', ['archive', Aws.REGION, Aws.ACCOUNT_ID]),
    },
  });
  machine.grantStartExecution(getVideo);
  const api = new apigateway.RestApi(stack, 'Api', {
    deployOptions: { stageName: 'api' },
    apiKeySourceType: apigateway.ApiKeySourceType.AUTHORIZER,
  });
  const authorizer = new apigateway.TokenAuthorizer(stack, 'Bearer', {
    handler: makeFunction(stack, 'Authorize', 'authorize'),
    validationRegex: '^Bearer .+$',
  });
  const secured = { authorizer, apiKeyRequired: true };
  const v1 = api.root.addResource('v1');
  v1.addResource('videos')
    .addResource('{id}')
    .addMethod('GET', new apigateway.LambdaIntegration(getVideo), secured);
  const analyze = new apigateway.LambdaIntegration(
    makeFunction(stack, 'AnalyzeVision', 'analyze-vision'),
    {
      responseTransferMode: apigateway.ResponseTransferMode.STREAM,
      timeout: Duration.minutes(15),
    },
  );
  v1.addResource('vision').addMethod('POST', analyze, secured);
  const health = new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode":200}' },
    integrationResponses: [
      { statusCode: '200', responseTemplates: { 'application/json': '{"status":"ok"}' } },
    ],
  });
  v1.addResource('health').addMethod('GET', health, { methodResponses: [{ statusCode: '200' }] });
  api.addGatewayResponse('NotFound', {
    type: apigateway.ResponseType.MISSING_AUTHENTICATION_TOKEN,
    statusCode: '404',
    templates: { 'application/problem+json': '{"status":404}' },
  });
  const stage = api.deploymentStage;
  const throttle = { rateLimit: 50, burstLimit: 100 };
  const plan = api.addUsagePlan('Plan', { throttle, apiStages: [{ stage }] });
  plan.addApiKey(api.addApiKey('Key'));
}

/** Synthesizes three stacks in the product's shape that refer to each other; answers the assembly's directory. */
export function synthesizeSample(directory: string): string {
  const { context } = JSON.parse(readFileSync(cdkJson, 'utf8'));
  const app = new App({ outdir: join(directory, 'cdk.out'), context });
  const makeFunction = createFunctionFactory(directory);
  const { machine } = buildVideo(app, makeFunction, buildStorage(app));
  buildApi(app, makeFunction, machine);
  return app.synth().directory;
}
