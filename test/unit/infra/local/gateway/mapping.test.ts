import { describe, expect, it } from 'vitest';
import {
  assertRenderable,
  evaluate,
  evaluateHeaders,
  render,
} from '../../../../../infra/local/gateway/mapping.ts';

const source = {
  context: { requestId: 'r1', identity: { sourceIp: '1.2.3.4', apiKey: null }, level: 0 },
  stageVariables: { colour: 'blue' },
  header: (name: string) => (name === 'Origin' ? 'https://a.example' : undefined),
  query: (name: string) => (name === 'q' ? 'x' : undefined),
};

describe('evaluate', () => {
  const rows: [expression: string, value: string | undefined][] = [
    [`'*'`, '*'],
    [`''`, ''],
    ['context.requestId', 'r1'],
    ['context.identity.sourceIp', '1.2.3.4'],
    ['context.identity.apiKey', undefined],
    ['context.level', '0'],
    ['context.nothing.at.all', undefined],
    ['stageVariables.colour', 'blue'],
    ['method.request.header.Origin', 'https://a.example'],
    ['method.request.querystring.q', 'x'],
    ['method.request.header.Other', undefined],
  ];

  it.each(rows)('reads %s', (expression, value) => {
    expect(evaluate(expression, source)).toBe(value);
  });

  it('refuses other expressions', () => {
    expect(() => evaluate('integration.response.body', source)).toThrow('is not understood');
  });

  it('leaves out headers without a value', () => {
    const headers = { A: `'1'`, B: 'method.request.header.Other', C: 'context.requestId' };
    expect(evaluateHeaders(headers, source)).toEqual([
      ['A', '1'],
      ['C', 'r1'],
    ]);
  });
});

describe('render', () => {
  const braced = (name: string) => `\${${name}}`;
  const rows = [
    ['$context.requestId.', 'r1.'],
    [`${braced('context.requestId')}x`, 'r1x'],
    ['$!context.requestId', 'r1'],
    [`$!${braced('context.nothing').slice(1)}`, ''],
    ['"$context.identity.sourceIp","$stageVariables.colour"', '"1.2.3.4","blue"'],
    ['[$context.nothing]', '[]'],
    ['{"$ref":"#/components/schemas/Video"}', '{"$ref":"#/components/schemas/Video"}'],
  ];

  it.each(rows)('renders %s', (template, text) => {
    expect(render(template ?? '', source)).toBe(text);
  });

  it.each(['#set($a = 1)', '#if(true)a#end', '$util.escapeJavaScript("a")', '$input.body'])(
    'has no Velocity for %s',
    (template) => {
      expect(() => assertRenderable(template)).toThrow('is not understood');
    },
  );

  it('takes a JSON document with references for what it is', () => {
    expect(() => assertRenderable('{"$ref":"#/components/schemas/Video"}')).not.toThrow();
  });
});
