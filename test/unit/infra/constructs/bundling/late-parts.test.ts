import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../../../infra/constructs/bundling/late-parts.ts';

describe('partsOf', () => {
  it('names the files that a bundle imports when it first needs them', () => {
    const bundle =
      'import a from"./b.mjs";x(()=>import("./compile-schema.mjs"),import("node:http"))';
    expect(partsOf(bundle)).toEqual(['compile-schema.mjs']);
  });
});
