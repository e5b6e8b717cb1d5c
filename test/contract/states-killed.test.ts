import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it } from 'vitest';

const serverModule = new URL('../../infra/local/states/server.ts', import.meta.url).href;

/** A process that serves one machine and prints its address, then one line for each status change. */
const program = (journalFile: string) => `
  import { startStates } from ${JSON.stringify(serverModule)};
  const states = await startStates({
    port: 0, region: 'eu-west-1', account: '123456789012',
    machines: [{ name: 'm', definition: {
      StartAt: 'Rest',
      States: { Rest: { Type: 'Wait', SecondsPath: '$.seconds', End: true } } } }],
    invokeFunction: async () => null,
    journalFile: ${JSON.stringify(journalFile)},
    onStatusChange: ({ detail }) => console.log(detail.name + ' ' + detail.status),
  });
  console.log(states.url);
`;

let directory: string;
let children: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'killed-'));
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(directory, { recursive: true });
});

async function startProcess() {
  const code = program(join(directory, 'journal.jsonl'));
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => (await lines.next()).value ?? 'ended';
  const client = new SFNClient({
    region: 'eu-west-1',
    endpoint: await nextLine(),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return { child, client, nextLine };
}

it('tells after a SIGKILL which executions did not survive, and only those', async () => {
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
  const first = await startProcess();
  const start = (name: string, seconds: number) =>
    first.client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ seconds }) }),
    );
  await start('short', 0);
  expect([await first.nextLine(), await first.nextLine()]).toEqual([
    'short RUNNING',
    'short SUCCEEDED',
  ]);
  await start('long', 3600);
  const exited = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await exited;

  const second = await startProcess();
  expect(await second.nextLine()).toBe('long ABORTED');
  const { executions } = await second.client.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toMatchObject([
    { name: 'long', status: 'ABORTED' },
    { name: 'short', status: 'SUCCEEDED' },
  ]);
  first.client.destroy();
  second.client.destroy();
});
