import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AwsJsonServer, startAwsJson } from '../../../../infra/local/wire/aws-json.ts';
import { WebhookSecrets } from '../../../../shared/events/webhook-secrets.ts';

const vault = { value: 'master' as string | undefined, reads: 0 };
const time = { now: 0 };
const clock = { now: () => new Date(time.now), sleep: async () => {} };
let server: AwsJsonServer;
let client: SecretsManagerClient;

beforeAll(async () => {
  server = await startAwsJson({
    port: 0,
    version: '1.1',
    targetPrefix: 'secretsmanager',
    operations: {
      GetSecretValue: () => {
        vault.reads += 1;
        return { SecretString: vault.value };
      },
    },
  });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
  client = new SecretsManagerClient({ region: 'eu-central-1', credentials, endpoint: server.url });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});
beforeEach(() => {
  Object.assign(vault, { value: 'master', reads: 0 });
});

const secrets = () => new WebhookSecrets(client, 'arn', clock);

describe('WebhookSecrets', () => {
  it('gives an owner the same secret always and every owner another', async () => {
    const [acme, again, other] = await Promise.all(
      ['acme', 'acme', 'other'].map((owner) => secrets().secretOf(owner)),
    );
    expect(acme).toBe(again);
    expect(acme).not.toBe(other);
  });

  it('writes it as Standard Webhooks does: whsec_ and base64 of 32 bytes', async () => {
    const secret = await secrets().secretOf('acme');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    expect(secret).not.toContain('master');
  });

  it('reads the master again after five minutes', async () => {
    const kept = secrets();
    const before = await kept.secretOf('acme');
    vault.value = 'another';
    time.now += 299_000;
    expect(await kept.secretOf('acme')).toBe(before);
    time.now += 1000;
    expect(await kept.secretOf('acme')).not.toBe(before);
    expect(vault.reads).toBe(2);
  });

  it('fails when there is no master', async () => {
    vault.value = undefined;
    await expect(secrets().secretOf('acme')).rejects.toMatchObject({
      code: 'master_secret_missing',
    });
  });
});
