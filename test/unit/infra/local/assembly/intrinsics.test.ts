import { describe, expect, it } from 'vitest';
import { resolveIntrinsics, type Scope } from '../../../../../infra/local/assembly/intrinsics.ts';
import { TemplateError } from '../../../../../infra/local/assembly/template-error.ts';

const scope: Scope = {
  ref: (logicalId) => (logicalId === 'AWS::NoValue' ? undefined : `ref-${logicalId}`),
  attribute: (logicalId, attribute) => `arn:${logicalId}:${attribute}`,
  stackOutput: (stack, output) => `${stack}/${output}`,
  importedValue: (name) => `imported-${name}`,
};

const at = { stack: 'app', logicalId: 'Thing', path: ['Properties'] };
const sub = (text: string) => text.replaceAll('@', '$');

describe('resolveIntrinsics', () => {
  const rows: { name: string; value: unknown; resolved: unknown }[] = [
    {
      name: 'plain values',
      value: { a: [1, true, null, 'x'] },
      resolved: { a: [1, true, null, 'x'] },
    },
    { name: 'Ref', value: { Ref: 'Bucket' }, resolved: 'ref-Bucket' },
    { name: 'GetAtt as a list', value: { 'Fn::GetAtt': ['Fn1', 'Arn'] }, resolved: 'arn:Fn1:Arn' },
    { name: 'GetAtt as text', value: { 'Fn::GetAtt': 'Fn1.Arn' }, resolved: 'arn:Fn1:Arn' },
    {
      name: 'Join over references',
      value: { 'Fn::Join': ['-', ['a', { Ref: 'B' }, { 'Fn::Join': ['', ['c', 'd']] }]] },
      resolved: 'a-ref-B-cd',
    },
    {
      name: 'Join over a split',
      value: { 'Fn::Join': ['/', { 'Fn::Split': [':', 'a:b'] }] },
      resolved: 'a/b',
    },
    {
      name: 'Select out of Split',
      value: { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['F', 'Arn'] }] }] },
      resolved: 'F',
    },
    { name: 'Select by text', value: { 'Fn::Select': ['0', ['x', 'y']] }, resolved: 'x' },
    {
      name: 'Sub with references, attributes and literals',
      value: { 'Fn::Sub': sub('@{AWS::Region}/@{Role.Arn}/@{!Kept}') },
      resolved: sub('ref-AWS::Region/arn:Role:Arn/@{Kept}'),
    },
    {
      name: 'Sub with variables of its own',
      value: { 'Fn::Sub': [sub('@{Own}@{Other}'), { Own: { Ref: 'A' } }] },
      resolved: 'ref-Aref-Other',
    },
    {
      name: 'GetStackOutput',
      value: {
        'Fn::GetStackOutput': {
          StackName: 'video',
          Region: { Ref: 'AWS::Region' },
          OutputName: 'Arn',
        },
      },
      resolved: 'video/Arn',
    },
    { name: 'ImportValue', value: { 'Fn::ImportValue': { Ref: 'X' } }, resolved: 'imported-ref-X' },
    {
      name: 'NoValue, by leaving the member out',
      value: { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
      resolved: { kept: 1, list: [2] },
    },
    {
      name: 'an object that only looks alike',
      value: { Ref: 'a', more: 1 },
      resolved: { Ref: 'a', more: 1 },
    },
  ];

  it.each(rows)('resolves $name', ({ value, resolved }) => {
    expect(resolveIntrinsics(value, scope, at)).toEqual(resolved);
  });

  const errors: { name: string; value: unknown; message: string }[] = [
    {
      name: 'an unknown intrinsic',
      value: { A: [{ 'Fn::If': ['C', 1, 2] }] },
      message: 'app/Thing at Properties.A.0.Fn::If: the intrinsic Fn::If is not understood',
    },
    {
      name: 'a dynamic reference',
      value: { Key: '{{resolve:secretsmanager:x}}' },
      message: 'app/Thing at Properties.Key: a dynamic reference ({{resolve:…}}) is not understood',
    },
    {
      name: 'a Join of an object',
      value: { 'Fn::Join': ['', [{ a: 1 }]] },
      message: 'expects text',
    },
    { name: 'a Join without list', value: { 'Fn::Join': 'a' }, message: 'expects a list' },
    {
      name: 'a Select beyond the end',
      value: { 'Fn::Select': [2, ['a']] },
      message: 'there is no item 2',
    },
  ];

  it.each(errors)('refuses $name', ({ value, message }) => {
    expect(() => resolveIntrinsics(value, scope, at)).toThrow(TemplateError);
    expect(() => resolveIntrinsics(value, scope, at)).toThrow(message);
  });
});
