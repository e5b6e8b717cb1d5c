import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FunctionDefinition } from '../../../../../infra/local/assembly/functions.ts';
import {
  createAsynchronousInvocations,
  type InvocationRecord,
} from '../../../../../infra/local/lambda/asynchronous-invocations.ts';
import { FunctionError } from '../../../../../infra/local/lambda/function-error.ts';

const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:run';
const refused = new FunctionError({ errorType: 'Sad', errorMessage: 'no', trace: [] });

function setUp(asynchronous: Partial<FunctionDefinition['asynchronous']>, failures: number) {
  const attempts: number[] = [];
  const kept: InvocationRecord[] = [];
  const definition = {
    ...{ name: 'run', arn, directory: '', handler: '', timeoutSeconds: 1, memoryMegabytes: 128 },
    ...{ environment: {}, roleArn: '', logGroupName: '' },
    asynchronous: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, ...asynchronous },
  };
  const log: string[] = [];
  const invocations = createAsynchronousInvocations({
    functions: [definition],
    invoke: async () => {
      attempts.push(Date.now());
      if (attempts.length <= failures) throw refused;
    },
    timeScale: 10,
    keep: async (_definition, record) => void kept.push(record),
    log: (line) => log.push(line),
  });
  return { invocations, attempts, kept, log };
}

describe('an asynchronous invocation', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('is tried again after a minute and after two more, divided by the time scale', async () => {
    const { invocations, attempts, kept } = setUp({ onFailureArn: 'arn:aws:s3:::dead' }, 2);
    invocations.invoke(arn, { n: 1 });
    await vi.runAllTimersAsync();
    expect(attempts).toEqual([0, 6_000, 18_000]);
    expect(kept).toEqual([]);
  });

  it('that never succeeds is kept with the event and what the function said', async () => {
    const { invocations, attempts, kept } = setUp({ onFailureArn: 'arn:aws:s3:::dead' }, 9);
    invocations.invoke(arn, { n: 1 });
    await vi.runAllTimersAsync();
    expect(attempts).toHaveLength(3);
    expect(kept).toMatchObject([
      {
        version: '1.0',
        requestContext: {
          functionArn: `${arn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { n: 1 },
        responseContext: { functionError: 'Unhandled' },
        responsePayload: { errorType: 'Sad', errorMessage: 'no' },
      },
    ]);
  });

  it('has as many attempts as the template says, and is only logged where it names no place', async () => {
    const { invocations, attempts, kept, log } = setUp({ maximumRetryAttempts: 0 }, 9);
    invocations.invoke(arn, {});
    await vi.runAllTimersAsync();
    expect([attempts.length, kept]).toEqual([1, []]);
    expect(log).toEqual([expect.stringContaining('not handled by run')]);
  });

  it('of a function that does not exist fails at once', () => {
    const { invocations } = setUp({}, 0);
    expect(() => invocations.invoke(`${arn}-other`, {})).toThrow(/Function not found/);
  });
});
