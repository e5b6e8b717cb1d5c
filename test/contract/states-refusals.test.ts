import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type States, startStates } from '../../infra/local/states/server.ts';

const forever = {
  StartAt: 'Sleep',
  States: { Sleep: { Type: 'Wait', Seconds: 86_400, End: true } },
};

describe('Step Functions refusals over the wire, with the AWS SDK', () => {
  let states: States;
  let client: SFNClient;

  beforeEach(async () => {
    states = await startStates({
      port: 0,
      region: 'eu-west-1',
      account: '123456789012',
      machines: [{ name: 'forever', definition: forever }],
      invokeFunction: async () => null,
      authorize: ({ accessKeyId, action, resource }) =>
        accessKeyId === 'admin' ||
        (action === 'states:StartExecution' && resource.endsWith(':forever')),
    });
    client = clientOf('admin');
  });

  afterEach(async () => {
    client.destroy();
    await states.close();
  });

  const clientOf = (accessKeyId: string) =>
    new SFNClient({
      region: 'eu-west-1',
      endpoint: states.url,
      credentials: { accessKeyId, secretAccessKey: 'local' },
      maxAttempts: 1,
    });

  const run = (machine: string, name: string, input: object = {}) =>
    client.send(
      new StartExecutionCommand({
        stateMachineArn: states.machines[machine],
        name,
        input: JSON.stringify(input),
      }),
    );

  it('answers the SDK with the typed errors of AWS', async () => {
    await run('forever', 'taken', { a: 1 });
    const stateMachineArn = states.machines.forever;
    const nobody = 'arn:aws:states:eu-west-1:123456789012:stateMachine:nobody';
    const noExecution = 'arn:aws:states:eu-west-1:123456789012:execution:forever:none';
    const refused = (name: string) => ({ name, $metadata: { httpStatusCode: 400 } });
    const rows: [() => Promise<unknown>, string][] = [
      [() => run('forever', 'taken', { a: 2 }), 'ExecutionAlreadyExists'],
      [() => run('forever', 'a space'), 'InvalidName'],
      [
        () => client.send(new StartExecutionCommand({ stateMachineArn, input: '{' })),
        'InvalidExecutionInput',
      ],
      [
        () => client.send(new StartExecutionCommand({ stateMachineArn: nobody })),
        'StateMachineDoesNotExist',
      ],
      [() => client.send(new StartExecutionCommand({ stateMachineArn: 'nonsense' })), 'InvalidArn'],
      [
        () => client.send(new DescribeExecutionCommand({ executionArn: noExecution })),
        'ExecutionDoesNotExist',
      ],
      [
        () => client.send(new StartExecutionCommand({ stateMachineArn: undefined })),
        'ValidationException',
      ],
      [
        () =>
          client.send(
            new StartExecutionCommand({
              stateMachineArn,
              input: JSON.stringify('x'.repeat(262_143)),
            }),
          ),
        'ValidationException',
      ],
      [
        () => client.send(new SendTaskSuccessCommand({ taskToken: 'forged', output: '{}' })),
        'InvalidToken',
      ],
      [
        () => client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: 'forged' })),
        'InvalidToken',
      ],
    ];
    for (const [send, name] of rows) await expect(send()).rejects.toMatchObject(refused(name));
  });

  it('denies what the policy of the calling key does not allow', async () => {
    const limited = clientOf('limited');
    const stateMachineArn = states.machines.forever;
    const started = await limited.send(new StartExecutionCommand({ stateMachineArn }));
    await expect(
      limited.send(new DescribeExecutionCommand({ executionArn: started.executionArn })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: states:DescribeExecution'),
    });
    limited.destroy();
  });
});
