import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../infra/local/assembly/buckets.ts';
import { createIdentities } from '../../infra/local/identities.ts';
import { assembly, functionsByName } from '../support/templates.ts';

const identities = createIdentities(assembly);
const [bucket] = bucketsOf(assembly);
const roleOf = (name: string) => functionsByName.get(name)?.roleArn ?? name;
const resource = `${bucket?.arn}/videos/acme/vid_1/job.json`;

function may(name: string, action: string, on: string, context?: Record<string, string>): boolean {
  const { accessKeyId } = identities.forRole(roleOf(name));
  return identities.allows({ accessKeyId, action, resource: on, context });
}

describe('local credentials', () => {
  it('are the same for a role all through a run, and others in every run', () => {
    const role = roleOf('GetVideo');
    expect(identities.forRole(role)).toEqual(identities.forRole(role));
    expect(createIdentities(assembly).forRole(role)).not.toEqual(identities.forRole(role));
    expect(identities.forRole(roleOf('CreateVideo'))).not.toEqual(identities.forRole(role));
  });

  it('are checked by their secrets; strangers have none', () => {
    const { accessKeyId, secretAccessKey } = identities.forRole(roleOf('GetVideo'));
    expect(identities.secretOf(accessKeyId)).toBe(secretAccessKey);
    expect(identities.secretOf(identities.operator.accessKeyId)).toBe(
      identities.operator.secretAccessKey,
    );
    expect(identities.secretOf('AKIA0000000000000000')).toBeUndefined();
  });

  it.each([
    ['GetVideo', 's3:GetObject', resource, true],
    ['GetVideo', 's3:PutObject', resource, false],
    ['GetVideo', 's3:GetObject', `${bucket?.arn}/uploads/acme/ast_1/file`, false],
    ['GetHealth', 's3:GetObject', resource, false],
    ['CloseJob', 's3:PutObject', resource, true],
    ['nobody', 's3:GetObject', resource, false],
  ])('let %s use %s on %s: %s', (name, action, on, expected) => {
    expect(may(name, action, on)).toBe(expected);
  });

  it.each([
    ['videos/', true],
    ['videos/acme/vid_1/job.json', true],
    ['uploads/', false],
    ['', false],
  ])('let a list be made only under the granted prefixes: %j', (prefix, expected) => {
    expect(may('GetVideo', 's3:ListBucket', bucket?.arn ?? '', { 's3:prefix': prefix })).toBe(
      expected,
    );
  });

  it('let no condition hold that the call says nothing about', () => {
    expect(may('GetVideo', 's3:ListBucket', bucket?.arn ?? '')).toBe(false);
  });

  it('let the operator do everything', () => {
    const { accessKeyId } = identities.operator;
    expect(identities.allows({ accessKeyId, action: 's3:DeleteBucket', resource: '*' })).toBe(true);
  });
});
