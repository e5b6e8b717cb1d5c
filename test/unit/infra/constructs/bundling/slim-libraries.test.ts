import { describe, expect, it } from 'vitest';
import {
  forgetDecoders,
  forgetErrors,
  keepVersion,
  writeOutKeys,
} from '../../../../../infra/constructs/bundling/slim-libraries.ts';

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

describe('forgetErrors', () => {
  it('leaves only the error that stands for all', () => {
    const base = '_s_registry.registerError(S3ServiceException$, S3ServiceException);\n';
    expect(forgetErrors(`${base}n0_registry.registerError(NoSuchKey$, NoSuchKey);\n`)).toBe(
      `${base}\n`,
    );
  });
});

describe('forgetDecoders', () => {
  it('imports all but what decodes', () => {
    const source = "import { OPUS, extractVideoCodecString, last, } from './codec.js';\nlast();\n";
    expect(forgetDecoders(source)).toBe("import { OPUS,  last, } from './codec.js';\nlast();\n");
  });

  it('touches nothing but imports', () => {
    const source = 'return extractVideoCodecString(info), 1;';
    expect(forgetDecoders(source)).toBe(source);
  });
});

describe('keepVersion', () => {
  it('leaves nothing else of a package.json', () => {
    const source = JSON.stringify({ name: 'a', version: '1.2.3', scripts: { b: 'c' } });
    expect(JSON.parse(keepVersion(source))).toEqual({ version: '1.2.3' });
  });
});
