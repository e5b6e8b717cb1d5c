import { describe, expect, it } from 'vitest';
import { checkPostPolicy } from '../../../../../../infra/local/s3/post/post-policy.ts';

const now = new Date('2026-01-01T00:00:00Z');
const expiration = '2026-01-01T00:00:01.000Z';

function check(conditions: unknown, fields: Record<string, string>, until = expiration) {
  const policy = Buffer.from(JSON.stringify({ expiration: until, conditions })).toString('base64');
  return checkPostPolicy({ ...fields, policy }, 'media', now);
}

describe('checkPostPolicy', () => {
  it.each<[string, unknown[], Record<string, string>]>([
    ['eq as an object', [{ key: 'a' }], { key: 'a' }],
    ['eq as a list', [['eq', '$key', 'a']], { key: 'a' }],
    [
      'operators and names in any case',
      [['EQ', '$Key', 'a'], { 'X-Amz-Meta-A': '1' }],
      { key: 'a', 'x-amz-meta-a': '1' },
    ],
    ['starts-with', [['starts-with', '$key', 'user/']], { key: 'user/a' }],
    ['starts-with anything', [['starts-with', '$key', '']], { key: 'a' }],
    ['its own bucket', [{ bucket: 'media' }, { key: 'a' }], { key: 'a' }],
    ['fields to be ignored', [{ key: 'a' }], { key: 'a', 'x-ignore-this': '1' }],
    ['numbers', [{ success_action_status: 201 }], { success_action_status: '201' }],
  ])('accepts %s', (_name, conditions, fields) => {
    expect(check(conditions, fields)).toEqual({ min: 0, max: Number.POSITIVE_INFINITY });
  });

  it.each<[string, unknown[], Record<string, string>]>([
    ['another value', [{ key: 'a' }], { key: 'b' }],
    ['another start', [['starts-with', '$key', 'user/']], { key: 'other/user/' }],
    ['a missing field', [{ key: 'a' }, { acl: 'private' }], { key: 'a' }],
    ['an extra field', [{ key: 'a' }], { key: 'a', 'content-type': 'text/html' }],
    ['another bucket', [{ bucket: 'other' }], {}],
    ['a bucket that only the form claims', [{ bucket: 'other' }], { bucket: 'other' }],
  ])('refuses %s', (_name, conditions, fields) => {
    expect(() => check(conditions, fields)).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
  });

  it('returns the size range', () => {
    expect(check([['content-length-range', 1, '20']], {})).toEqual({ min: 1, max: 20 });
  });

  it.each([now.toISOString(), 'never'])('has expired at %s', (until) => {
    expect(() => check([], {}, until)).toThrow('Policy expired');
  });

  it.each<[string, unknown]>([
    ['conditions that are no list', 'x'],
    ['unknown operators', [['ends-with', '$key', 'a']]],
    ['fields without their dollar', [['eq', 'key', 'a']]],
  ])('refuses %s', (_name, conditions) => {
    expect(() => check(conditions, { key: 'a' })).toThrow(
      expect.objectContaining({ code: 'InvalidPolicyDocument' }),
    );
  });

  it('refuses a policy that is no JSON', () => {
    expect(() => checkPostPolicy({ policy: 'AAAA' }, 'media', now)).toThrow(
      expect.objectContaining({ code: 'InvalidPolicyDocument' }),
    );
  });
});
