import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SecretsOptions, startSecrets } from '../../infra/local/secrets/server.ts';
import type { AwsJsonServer } from '../../infra/local/wire/aws-json.ts';

const providerKey = {
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:provider-key-AbCdEf',
  name: 'provider-key',
};

describe('Secrets Manager over the wire, with the AWS SDK', () => {
  let directory: string;
  let server: AwsJsonServer;
  let client: SecretsManagerClient;

  const open = async (options: Partial<SecretsOptions> = {}) => {
    const file = join(directory, 'secrets.json');
    server = await startSecrets({ port: 0, file, secrets: [providerKey], ...options });
    client = new SecretsManagerClient({
      region: 'eu-west-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  };
  const close = async () => {
    client.destroy();
    await server.close();
  };
  const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
  const put = (SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId: providerKey.name, SecretString }));

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'secrets-'));
  });
  afterEach(async () => {
    await close();
    await rm(directory, { recursive: true });
  });

  it('gives back what was put, by name and by ARN', async () => {
    await open();
    const { VersionId } = await put('sk-one');
    for (const id of [providerKey.name, providerKey.arn]) {
      expect(await get(id)).toMatchObject({
        ARN: providerKey.arn,
        Name: 'provider-key',
        SecretString: 'sk-one',
        VersionId,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: expect.any(Date),
      });
    }
  });

  it('carries binary values', async () => {
    await open();
    const SecretBinary = new Uint8Array([0, 1, 255]);
    const SecretId = providerKey.arn;
    await client.send(new PutSecretValueCommand({ SecretId, SecretBinary }));
    expect((await get(SecretId)).SecretBinary).toEqual(SecretBinary);
  });

  it('describes a secret without its value', async () => {
    await open();
    const { VersionId = '' } = await put('sk-one');
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'provider-key' }));
    expect(described).toMatchObject({ VersionIdsToStages: { [VersionId]: ['AWSCURRENT'] } });
    expect(JSON.stringify(described)).not.toContain('sk-one');
  });

  it('answers with the typed errors of AWS', async () => {
    await open();
    const name = 'ResourceNotFoundException';
    await expect(get('other')).rejects.toMatchObject({ name });
    await expect(get('provider-key')).rejects.toMatchObject({
      name,
      message:
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    });
    const nothing = new PutSecretValueCommand({ SecretId: 'provider-key' });
    await expect(client.send(nothing)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('lets initial values follow the platform, but not overwrite what was put', async () => {
    const startWith = async (value: string) => {
      await open({ initial: { 'provider-key': value } });
      return (await get('provider-key')).SecretString;
    };
    expect(await startWith('sk-first')).toBe('sk-first');
    await close();
    expect(await startWith('sk-second')).toBe('sk-second');
    await put('sk-by-hand');
    await close();
    expect(await startWith('sk-third')).toBe('sk-by-hand');
  });

  it('denies by ARN what the policy of the calling key does not allow', async () => {
    const asked: unknown[] = [];
    await open({
      authorize: (request) => {
        asked.push(request);
        return false;
      },
    });
    await expect(get('provider-key')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(asked).toEqual([
      {
        accessKeyId: 'AKIALOCAL',
        action: 'secretsmanager:GetSecretValue',
        resource: providerKey.arn,
      },
    ]);
  });
});
