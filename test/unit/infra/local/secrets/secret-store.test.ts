import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretStore } from '../../../../../infra/local/secrets/secret-store.ts';

const secret = {
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:provider-key-AbCdEf',
  name: 'provider-key',
};

describe('createSecretStore', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'secrets-'));
    file = join(directory, 'private', 'secrets.json');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const open = () => createSecretStore(file, [secret], () => 1000);
  const version = (id: string, secretString: string, stages = ['AWSCURRENT']) => ({
    id,
    stages,
    secretString,
    isInitial: false,
  });

  it.each([
    secret.arn,
    secret.name,
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:provider-key',
  ])('finds a secret by %s', (secretId) => {
    expect(open().find(secretId)).toEqual(secret);
  });

  it('keeps the current and the previous value, in a file of its owner', () => {
    const store = open();
    for (const id of ['v1', 'v2', 'v3']) store.put(secret, version(id, `value of ${id}`));
    const reopened = open();
    expect(reopened.version(secret, undefined, undefined).secretString).toBe('value of v3');
    expect(reopened.version(secret, undefined, 'AWSPREVIOUS').secretString).toBe('value of v2');
    expect(reopened.versionsOf(secret).map(({ id }) => id)).toEqual(['v3', 'v2']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves the current value alone when a version is put under another stage', () => {
    const store = open();
    store.put(secret, version('v1', 'old'));
    store.put(secret, version('v2', 'next', ['AWSPENDING']));
    expect(store.version(secret, undefined, undefined).secretString).toBe('old');
    expect(store.version(secret, 'v2', undefined).secretString).toBe('next');
  });

  it('recognises a repeated put, and refuses its token for another value', () => {
    const store = open();
    const first = store.put(secret, version('v1', 'same'));
    expect(store.put(secret, version('v1', 'same'))).toEqual(first);
    const reuse = () => store.put(secret, version('v1', 'other'));
    expect(reuse).toThrow(expect.objectContaining({ code: 'ResourceExistsException' }));
  });

  it.each([
    [
      'a value that was never put',
      undefined,
      undefined,
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ],
    [
      'another stage',
      undefined,
      'AWSPENDING',
      "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    ],
    [
      'another version',
      'v9',
      undefined,
      "Secrets Manager can't find the specified secret value for VersionId: v9",
    ],
  ])('says in the words of AWS that it has not got %s', (_what, id, stage, message) => {
    expect(() => open().version(secret, id, stage)).toThrow(
      expect.objectContaining({ code: 'ResourceNotFoundException', message }),
    );
  });

  it('does not know other secrets', () => {
    expect(() => open().find('other')).toThrow("Secrets Manager can't find the specified secret.");
  });
});
