import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerOfKey } from '../../../shared/contract/api-key.ts';
import { runCommand } from '../../support/commands.ts';
import { startKeyGateway } from '../../support/fake-key-gateway.ts';

const redrive = 'infra/redrive/main.ts';
const keys = 'infra/keys/main.ts';

let directory: string;
let system: Awaited<ReturnType<typeof startKeyGateway>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'commands-'));
  system = await startKeyGateway();
});
afterAll(async () => {
  await system.close();
  await rm(directory, { recursive: true });
});

const run = (script: string, args: readonly string[]) =>
  runCommand(script, args, {
    directory,
    environment: {
      AWS_ENDPOINT_URL_API_GATEWAY: system.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'planted-secret',
    },
  });

const usage = /Usage: npm run/;
const nothing = /^$/;

type Row = readonly [
  script: string,
  args: readonly string[],
  code: number,
  stdout: RegExp,
  stderr: RegExp,
];
/** What a person gets who asks for help or asks wrongly. */
const rows: readonly Row[] = [
  [redrive, ['--help'], 0, usage, nothing],
  [redrive, ['--lsit'], 2, nothing, /'--lsit'.*Usage: npm run redrive/s],
  [redrive, ['dead-letters/x'], 2, nothing, /dead-letters\/x.*Usage/s],
  [redrive, [], 1, nothing, /^No platform runs here: start one, or name a --stage\.\n$/],
  [keys, ['--help'], 0, usage, nothing],
  [keys, [], 2, nothing, /^Name a command\..*Usage: npm run keys/s],
  [keys, ['remove', 'acme'], 2, nothing, /^There is no command remove\..*Usage/s],
  [keys, ['add'], 2, nothing, /^add takes a name\..*Usage/s],
  [keys, ['list', 'acme'], 2, nothing, /^list takes nothing\..*Usage/s],
  [keys, ['revoke', 'acme', 'other'], 2, nothing, /^revoke takes no other\..*Usage/s],
  [keys, ['throttle', 'acme'], 2, nothing, /^throttle needs --plan\..*Usage/s],
  [keys, ['add', 'acme', '--stage', 'prod'], 1, nothing, /^Choose a plan with --plan: .*\n$/],
  [keys, ['list', '--stage', 'nowhere'], 0, /^There are no keys\.\n$/, nothing],
];

describe('a command', { concurrent: true }, () => {
  it.each(rows)('%s %j ends with %i and says why', async (script, args, code, stdout, stderr) => {
    expect(await run(script, args)).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });
});

describe('npm run keys', () => {
  it('makes a key, shows it once, lists, throttles and revokes it', async () => {
    const prod = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(keys, [...args, '--stage', 'prod']);
      expect([code, stderr]).toEqual([0, '']);
      return stdout;
    };
    const key = (await prod('add', 'acme', '--plan', 'standard')).trim();
    expect(ownerOfKey(key)).toBe('acme');
    const list = await prod('list');
    expect(list.split('\t').slice(0, 3)).toEqual(['k1', 'acme', 'standard']);
    expect(list).not.toContain(key);
    expect(await prod('throttle', 'acme', '--plan', 'slow')).toBe('1 under the plan slow.\n');
    expect(await prod('list')).toContain('acme\tslow');
    expect(await prod('revoke', 'acme')).toBe('1 revoked.\n');
    expect(await prod('list')).toBe('There are no keys.\n');
  });
});
