import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSecrets } from '../../../../../infra/local/secrets/server.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const secrets = [
  {
    name: 'generated',
    arn: 'arn:aws:secretsmanager:eu-central-1:0:secret:generated-AAAAAA',
    generated: true,
  },
  {
    name: 'empty',
    arn: 'arn:aws:secretsmanager:eu-central-1:0:secret:empty-AAAAAA',
    generated: false,
  },
];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** What a vault that has just started gives for a name; every start is a new process to it. */
async function readAfterStart(name: string): Promise<string | undefined> {
  const server = await startSecrets({ port: 0, file: join(directory, 'secrets.json'), secrets });
  const client = new SecretsManagerClient({
    region: 'eu-central-1',
    endpoint: server.url,
    credentials,
  });
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return answer.SecretString;
  } finally {
    client.destroy();
    await server.close();
  }
}

describe('a secret that CloudFormation generates', () => {
  it('has a random value that survives a restart', async () => {
    const value = await readAfterStart('generated');
    expect(value).toMatch(/^[0-9a-f]{64}$/);
    expect(await readAfterStart('generated')).toBe(value);
  });

  it('is the only kind that has a value without being given one', async () => {
    const read = readAfterStart('empty');
    await expect(read).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
