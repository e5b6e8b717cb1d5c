import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { resourcesOf, templateFiles } from '../support/templates.ts';

const buckets = resourcesOf('AWS::S3::Bucket');
const bucketNamed = (construct: string) =>
  buckets.find(({ logicalId }) => logicalId.startsWith(construct));

it('there are two buckets: of media, and of events that Lambda could not get handled', () => {
  const names = ['Media', 'DeadLetters'].map((name) => bucketNamed(name)?.logicalId);
  expect(buckets.map(({ logicalId }) => logicalId).toSorted()).toEqual(names.toSorted());
});

describe.each(buckets)('the bucket $logicalId', (bucket) => {
  it('stays when its stack goes', () => {
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is closed to the public and encrypted', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
    });
  });

  it('takes and gives nothing without TLS', () => {
    const policies = resourcesOf('AWS::S3::BucketPolicy').filter(
      ({ Properties }) => JSON.stringify(Properties?.Bucket) === `{"Ref":"${bucket.logicalId}"}`,
    );
    expect(policies).toMatchObject([
      {
        Properties: {
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Action: 's3:*',
                Principal: { AWS: '*' },
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    ]);
  });
});

describe('the bucket of media', () => {
  const bucket = bucketNamed('Media');

  it('forgets what only helps for a while, and nothing that was paid for', () => {
    const { LifecycleConfiguration } = (bucket?.Properties ?? {}) as {
      LifecycleConfiguration?: { Rules: Readonly<Record<string, unknown>>[] };
    };
    const Rules = LifecycleConfiguration?.Rules ?? [];
    const expiring = Rules.filter((rule) => 'ExpirationInDays' in rule);
    expect(
      Object.fromEntries(expiring.map((rule) => [rule.Prefix, rule.ExpirationInDays])),
    ).toEqual({
      'uploads/': 7,
      // longer than the provider remembers its tasks, and than an event stands for its work
      'lost/': 2,
      'tasks/': 30,
      'idempotency/': 36,
      'dead-letters/': 30,
    });
    expect(bucket?.Properties).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
    expect(Rules).toContainEqual({
      Id: expect.any(String),
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    });
    expect(Rules).toContainEqual({
      Id: expect.any(String),
      Status: 'Enabled',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
    for (const rule of Rules) expect(rule.Status).toBe('Enabled');
  });

  it('tells EventBridge of every object', () => {
    expect(bucket?.Properties).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });
});

describe('the stack of what must outlive deployments', () => {
  it('cannot be deleted by mistake', () => {
    const { artifacts } = JSON.parse(
      readFileSync(join(inject('assembly'), 'manifest.json'), 'utf8'),
    ) as { artifacts: Record<string, { properties?: { terminationProtection?: boolean } }> };
    const guarded = Object.entries(artifacts).filter(
      ([, { properties }]) => properties?.terminationProtection,
    );
    expect(guarded.map(([name]) => name)).toEqual(['Storage']);
  });
});

describe('the provider’s key', () => {
  const secrets = resourcesOf('AWS::SecretsManager::Secret');
  const [secret, ...others] = secrets.filter(({ logicalId }) => logicalId.startsWith('Provider'));

  it('is a secret without a value that stays when its stack goes', () => {
    expect(others).toEqual([]);
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(secret?.Properties).not.toHaveProperty('SecretString');
    expect(secret?.Properties).not.toHaveProperty('GenerateSecretString');
  });
});

describe.each(templateFiles)('the template $name', ({ text }) => {
  it('knows nothing of laptops', () => {
    for (const word of ['TRUSTED_ORIGINS', 'AWS_ENDPOINT', 'TIME_SCALE', 'TWIN_', '127.0.0.1'])
      expect(text).not.toContain(word);
  });

  it('holds nothing like a key', () => {
    expect(text).not.toMatch(/\bsk-[A-Za-z0-9-]{6,}/);
    expect(text).not.toMatch(/\bqm_[a-z0-9-]+_[A-Za-z0-9]{6,}/);
    expect(text).not.toMatch(/\bA(KI|SI)A[A-Z0-9]{12,}/);
  });
});
