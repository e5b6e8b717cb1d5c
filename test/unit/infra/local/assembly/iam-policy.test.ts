import { describe, expect, it } from 'vitest';
import { decide, PolicyDocument } from '../../../../../infra/local/assembly/iam-policy.ts';

const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::media/jobs/a/job.json' };

function statement(changes: Record<string, unknown>) {
  return { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...changes };
}

describe('decide', () => {
  const rows: { what: string; statements: object[]; decision: string }[] = [
    { what: 'no statement', statements: [], decision: 'not allowed' },
    { what: 'the exact action', statements: [statement({})], decision: 'allowed' },
    {
      what: 'an action in another spelling',
      statements: [statement({ Action: 'S3:getobject' })],
      decision: 'allowed',
    },
    {
      what: 'an action wildcard',
      statements: [statement({ Action: ['s3:Put*', 's3:Get*'] })],
      decision: 'allowed',
    },
    {
      what: 'another action',
      statements: [statement({ Action: 's3:Get' })],
      decision: 'not allowed',
    },
    {
      what: 'a resource wildcard',
      statements: [statement({ Resource: 'arn:aws:s3:::media/jobs/*' })],
      decision: 'allowed',
    },
    {
      what: 'a one-letter wildcard',
      statements: [statement({ Resource: 'arn:aws:s3:::medi?/jobs/?/job.json' })],
      decision: 'allowed',
    },
    {
      what: 'another resource',
      statements: [statement({ Resource: 'arn:aws:s3:::media' })],
      decision: 'not allowed',
    },
    {
      what: 'a resource in another spelling',
      statements: [statement({ Resource: 'arn:aws:s3:::MEDIA/*' })],
      decision: 'not allowed',
    },
    {
      what: 'a dot, which is no wildcard',
      statements: [statement({ Resource: 'arn:aws:s3:::media/jobs/a/job_json' })],
      decision: 'not allowed',
    },
    {
      what: 'a deny beside an allow',
      statements: [statement({}), statement({ Effect: 'Deny' })],
      decision: 'explicitly denied',
    },
    {
      what: 'NotAction of another',
      statements: [statement({ Action: undefined, NotAction: 's3:Put*' })],
      decision: 'allowed',
    },
    {
      what: 'NotResource of this',
      statements: [statement({ Resource: undefined, NotResource: '*' })],
      decision: 'not allowed',
    },
    {
      what: 'a condition',
      statements: [statement({ Condition: { Bool: { x: 'true' } } })],
      decision: 'not allowed',
    },
  ];

  it.each(rows)('judges by $what', ({ statements, decision }) => {
    expect(decide(PolicyDocument.parse({ Statement: statements }), get)).toBe(decision);
  });

  it('leaves conditions to the caller', () => {
    const document = { Statement: statement({ Condition: { Bool: { x: 'true' } } }) };
    const statements = PolicyDocument.parse(document);
    expect(decide(statements, get, ({ Bool }) => Bool?.x === 'true')).toBe('allowed');
  });
});
