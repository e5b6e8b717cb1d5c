import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketsOf } from '../../../../../infra/local/assembly/buckets.ts';
import { type Assembly, readAssembly } from '../../../../../infra/local/assembly/cloud-assembly.ts';
import { eventBusesOf, eventRulesOf } from '../../../../../infra/local/assembly/event-rules.ts';
import { functionsOf } from '../../../../../infra/local/assembly/functions.ts';
import { restApisOf } from '../../../../../infra/local/assembly/rest-apis.ts';
import { rolePoliciesOf } from '../../../../../infra/local/assembly/role-policies.ts';
import { secretsOf } from '../../../../../infra/local/assembly/secrets.ts';
import { stateMachinesOf } from '../../../../../infra/local/assembly/state-machines.ts';
import { startGateway } from '../../../../../infra/local/gateway/start-gateway.ts';
import { createFunctions } from '../../../../../infra/local/lambda/create-functions.ts';
import { synthesizeSample } from './sample-app.ts';

const machineArn = 'arn:aws:states:ap-southeast-1:111122223333:stateMachine:sample-render-video';

describe('a synthesized app', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sample-app-'));
  let assembly: Assembly;

  beforeAll(() => {
    const output = synthesizeSample(directory);
    assembly = readAssembly(output, { region: 'ap-southeast-1', account: '111122223333' });
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  const find = <Definition extends { name: string }>(
    definitions: readonly Definition[],
    part: string,
  ) => definitions.find(({ name }) => name.includes(part));

  it('gives functions with values from other stacks', () => {
    const functions = functionsOf(assembly);
    const [bucket] = bucketsOf(assembly);
    expect(functions).toHaveLength(5);
    expect(find(functions, 'SubmitTask')).toMatchObject({
      timeoutSeconds: 20,
      memoryMegabytes: 512,
      reservedConcurrency: 2,
      environment: { BUCKET: bucket?.name, BUS: 'sample' },
      asynchronous: { maximumRetryAttempts: 2 },
    });
    expect(find(functions, 'GetVideo')?.environment).toEqual({
      MACHINE: machineArn,
      ARCHIVE: 'archive-ap-southeast-1-111122223333',
    });
    expect(find(functions, 'CloseExecution')?.asynchronous).toEqual({
      maximumRetryAttempts: 1,
      maximumEventAgeSeconds: 3600,
      onFailureArn: bucket?.arn,
    });
  });

  it('gives the state machine with its functions', () => {
    expect(stateMachinesOf(assembly)).toMatchObject([
      {
        name: 'sample-render-video',
        arn: machineArn,
        definition: {
          StartAt: 'SubmitTask',
          States: { SubmitTask: { Resource: find(functionsOf(assembly), 'SubmitTask')?.arn } },
        },
      },
    ]);
  });

  it('gives rules for patterns and schedules, and buses', () => {
    const rules = eventRulesOf(assembly);
    const closeArn = find(functionsOf(assembly), 'CloseExecution')?.arn;
    expect(eventBusesOf(assembly)).toMatchObject([{ name: 'sample' }]);
    expect(find(rules, 'ExecutionEnded')).toMatchObject({
      busName: 'default',
      enabled: true,
      pattern: { source: ['aws.states'], detail: { stateMachineArn: [machineArn] } },
      targets: [
        {
          arn: closeArn,
          inputTransformer: {
            inputPathsMap: { 'detail-executionArn': '$.detail.executionArn' },
            inputTemplate: '{"execution":<detail-executionArn>}',
          },
          retryPolicy: { maximumRetryAttempts: 3 },
        },
      ],
    });
    expect(find(rules, 'Commands')).toMatchObject({
      busName: 'sample',
      targets: [{ arn: machineArn }],
    });
    expect(find(rules, 'Sweep')?.scheduleExpression).toBe('rate(1 hour)');
  });

  it('gives the bucket with its rules, and the secret without a value', () => {
    expect(bucketsOf(assembly)).toMatchObject([
      {
        eventBridge: true,
        versioned: false,
        corsRules: [{ allowedMethods: ['POST'], allowedOrigins: ['*'], maxAgeSeconds: 60 }],
        lifecycleRules: [
          { prefix: 'uploads/', expirationDays: 7 },
          { prefix: '', abortIncompleteMultipartUploadDays: 1 },
        ],
      },
    ]);
    expect(secretsOf(assembly)).toMatchObject([{ name: 'sample/provider-key', generated: true }]);
  });

  it('gives every role what its policies grant', () => {
    const [bucket] = bucketsOf(assembly);
    const submitRole = find(functionsOf(assembly), 'SubmitTask')?.roleArn;
    const policies = rolePoliciesOf(assembly).find(({ roleArn }) => roleArn === submitRole);
    expect(policies?.managedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    ]);
    expect(policies?.statements).toContainEqual({
      effect: 'Allow',
      actions: ['s3:GetBucket*', 's3:GetObject*', 's3:List*'],
      notActions: [],
      resources: [bucket?.arn, `${bucket?.arn}/jobs/*`],
      notResources: [],
      conditions: {},
    });
  });

  it('serves its routes by its own functions', async () => {
    const [api] = restApisOf(assembly);
    if (api === undefined) throw new Error('the sample has an API');
    const functions = createFunctions(functionsOf(assembly), {
      environmentFor: () => ({}),
      onLog: () => {},
    });
    const apiKeys = [{ id: 'key-1', value: 'secret' }];
    const gateway = await startGateway({ port: 0, api, functions, apiKeys });
    const headers = { authorization: 'Bearer secret' };
    try {
      const video = await fetch(`${gateway.url}/v1/videos/vid_1`, { headers });
      expect(await video.json()).toEqual({
        id: 'vid_1',
        owner: 'owner',
        key: 'key-1',
        machine: machineArn,
      });
      const vision = await fetch(`${gateway.url}/v1/vision`, {
        method: 'POST',
        headers,
        body: '{"prompt":"what?"}',
      });
      expect(vision.headers.get('content-type')).toBe('text/event-stream');
      expect(await vision.text()).toBe('data: what?\n\n');
      const health = await fetch(`${gateway.url}/v1/health`);
      expect(await health.json()).toEqual({ status: 'ok' });
      const unknown = await fetch(`${gateway.url}/v1/videos`, { headers });
      expect([unknown.status, await unknown.json()]).toEqual([404, { status: 404 }]);
    } finally {
      await gateway.close();
      await functions.close();
    }
  });
});
