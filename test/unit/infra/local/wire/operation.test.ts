import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AwsError } from '../../../../../infra/local/wire/aws-error.ts';
import { operation } from '../../../../../infra/local/wire/operation.ts';

const call = { requestId: 'r', operation: 'Lend', input: {}, accessKeyId: undefined };

describe('operation', () => {
  const lend = operation(
    z.object({ book: z.string(), days: z.int().default(14) }),
    (input) => input,
  );

  it('runs on the checked input, defaults filled in', () => {
    expect(lend({ book: 'Emma' }, call)).toEqual({ book: 'Emma', days: 14 });
  });

  it('refuses with every field that does not fit', () => {
    const refusal = () => lend({ days: 'many' }, call);
    expect(refusal).toThrow(AwsError);
    expect(refusal).toThrow(/^2 validation errors detected: Value at 'book' .*Value at 'days' /);
  });
});
