import { describe, expect, it } from 'vitest';
import {
  keepVersion,
  writeOutKeys,
} from '../../../../../infra/constructs/bundling/bundle-functions.ts';

describe('writeOutKeys', () => {
  it('puts the value of a constant in the place of a computed key', () => {
    const source = 'const _hH = "httpHeader";\nvar A = [3, _hH, { [_hH]: _a, [_hH]: _b }];\n';
    expect(writeOutKeys(source)).toBe(
      'const _hH = "httpHeader";\nvar A = [3, _hH, { "httpHeader": _a, "httpHeader": _b }];\n',
    );
  });

  it.each([
    'var A = { [_unknown]: 1 };',
    'let _a = "a";\nvar A = { [_a]: 1 };',
    'const _a = make();\nvar A = { [_a]: 1 };',
    'const _a = "a";\nvar A = B[_a];',
  ])('leaves %j as it is', (source) => {
    expect(writeOutKeys(source)).toBe(source);
  });
});

describe('keepVersion', () => {
  it('leaves nothing else of a package.json', () => {
    const source = JSON.stringify({ name: 'a', version: '1.2.3', scripts: { b: 'c' } });
    expect(JSON.parse(keepVersion(source))).toEqual({ version: '1.2.3' });
  });
});
