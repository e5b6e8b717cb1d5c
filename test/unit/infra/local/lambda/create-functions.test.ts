import { describe, expect, it } from 'vitest';
import { FunctionError } from '../../../../../infra/local/lambda/function-error.ts';
import { runSamples } from './sample-functions.ts';

async function failureOf(invocation: Promise<unknown>): Promise<FunctionError> {
  const error = await invocation.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(FunctionError);
  return error as FunctionError;
}

describe('invoke', () => {
  it('answers what the handler returned', async () => {
    const { invoke, arn } = runSamples({
      echo: 'export const handler = async (event) => ({ heard: event });',
    });
    expect(await invoke(arn('echo'), { a: [1, 'ü'] })).toEqual({ heard: { a: [1, 'ü'] } });
  });

  it('ignores the qualifier of an ARN', async () => {
    const { invoke, arn } = runSamples({ one: 'export const handler = async () => 1;' });
    expect(await invoke(`${arn('one')}:$LATEST`, null)).toBe(1);
  });

  it('answers null for a handler that returns nothing', async () => {
    const { invoke, arn } = runSamples({ silent: 'export const handler = async () => {};' });
    expect(await invoke(arn('silent'), {})).toBeNull();
  });

  it('tells the handler who and where it is', async () => {
    const { invoke, arn } = runSamples({
      who: `export const handler = async (event, context) => ({
        ...context, left: context.getRemainingTimeInMillis(), name: process.env.AWS_LAMBDA_FUNCTION_NAME });`,
    });
    const context = await invoke(arn('who'), {});
    expect(context).toMatchObject({
      functionName: 'who',
      name: 'who',
      invokedFunctionArn: arn('who'),
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/who',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((context as { left: number }).left).toBeGreaterThan(0);
  });

  it('gives each function its own variables and nothing of the platform', async () => {
    const source = `process.env.TOUCHED = (process.env.TOUCHED ?? '') + process.env.MINE;
      export const handler = async () => process.env;`;
    const { invoke, arn } = runSamples(
      { one: source, two: source },
      { environmentFor: ({ name }) => ({ MINE: name }), searchPath: '/usr/bin' },
    );
    const one = await invoke(arn('one'), {});
    const two = await invoke(arn('two'), {});
    expect(one).toMatchObject({ TOUCHED: 'one', PATH: '/usr/bin', AWS_REGION: 'ap-southeast-1' });
    expect(two).toMatchObject({ TOUCHED: 'two' });
    expect(one).not.toHaveProperty('HOME');
    expect(one).not.toHaveProperty('VITEST');
    expect(process.env.TOUCHED).toBeUndefined();
  });

  it('keeps the module warm between invocations, and apart between simultaneous ones', async () => {
    const { invoke, arn } = runSamples({
      count: `let calls = 0; export const handler = async () => ++calls;`,
    });
    expect(await invoke(arn('count'), {})).toBe(1);
    expect(await invoke(arn('count'), {})).toBe(2);
    const both = await Promise.all([invoke(arn('count'), {}), invoke(arn('count'), {})]);
    expect(both.toSorted()).toEqual([1, 3]);
  });

  it('lets invocations wait where no further environment may start', async () => {
    const { invoke, arn } = runSamples(
      { count: `let calls = 0; export const handler = async () => ++calls;` },
      { maximumEnvironments: 1 },
    );
    const answers = await Promise.all([1, 2, 3].map(() => invoke(arn('count'), {})));
    expect(answers.toSorted()).toEqual([1, 2, 3]);
  });

  it('refuses more than the reserved concurrency', async () => {
    const { invoke, arn } = runSamples(
      { slow: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));' },
      { definition: { reservedConcurrency: 1 } },
    );
    invoke(arn('slow'), {}).catch(() => {});
    const error = await failureOf(invoke(arn('slow'), {}));
    expect(error.name).toBe('Lambda.TooManyRequestsException');
  });

  it('passes on every line that a function prints, under its name', async () => {
    const { invoke, arn, lines } = runSamples({
      talk: `export const handler = async () => { console.log('one\\ntwo'); console.error('three'); };`,
    });
    await invoke(arn('talk'), {});
    await expect.poll(() => lines.toSorted()).toEqual(['one', 'three', 'two']);
  });
});

describe('a failing function', () => {
  const rows = [
    {
      what: 'a thrown error',
      source: `export const handler = async () => { throw new RangeError('too far'); };`,
      errorType: 'RangeError',
      errorMessage: 'too far',
    },
    {
      what: 'a thrown value that is no error',
      source: `export const handler = async () => { throw 'plain'; };`,
      errorType: 'string',
      errorMessage: 'plain',
    },
    {
      what: 'a custom error name',
      source: `export const handler = async () => { throw Object.assign(new Error('busy'), { name: 'Throttled' }); };`,
      errorType: 'Throttled',
      errorMessage: 'busy',
    },
    {
      what: 'an unhandled rejection',
      source: `export const handler = () => new Promise(() => { Promise.reject(new Error('lost')); });`,
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    },
    {
      what: 'an uncaught exception',
      source: `export const handler = () => new Promise(() => setImmediate(() => { throw new TypeError('loose'); }));`,
      errorType: 'TypeError',
      errorMessage: 'loose',
    },
    {
      what: 'an exit',
      source: `export const handler = async () => process.exit(3);`,
      errorType: 'Runtime.ExitError',
      errorMessage: /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
    },
    {
      what: 'a quiet exit',
      source: `export const handler = async () => process.exit();`,
      errorType: 'Runtime.ExitError',
      errorMessage: /Error: Runtime exited without providing a reason$/,
    },
    {
      what: 'an endless loop',
      source: `export const handler = async () => { for (;;); };`,
      definition: { timeoutSeconds: 0.2 },
      errorType: 'Sandbox.Timedout',
      errorMessage: /^RequestId: [0-9a-f-]{36} Error: Task timed out after 0.20 seconds$/,
    },
    {
      what: 'too much memory',
      source: `export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); };`,
      definition: { memoryMegabytes: 32 },
      errorType: 'Runtime.OutOfMemory',
      errorMessage: /Error: Runtime exited with error: signal: killed$/,
    },
    {
      what: 'a module that throws',
      source: `throw new Error('no such variable');`,
      errorType: 'Error',
      errorMessage: 'no such variable',
    },
    {
      what: 'a syntax error',
      source: `export const handler = (`,
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: /^SyntaxError/,
    },
    {
      what: 'a missing export',
      source: `export const other = 1;`,
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'sample.handler is undefined or not exported',
    },
    {
      what: 'a missing file',
      source: ``,
      definition: { handler: 'absent.handler' },
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module 'absent'`,
    },
    {
      what: 'an answer that is not JSON',
      source: `export const handler = async () => ({ n: 1n });`,
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: /BigInt/,
    },
    {
      what: 'an answer over 6 MB',
      source: `export const handler = async () => 'a'.repeat(6 * 1024 * 1024);`,
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: /6291456 bytes/,
    },
    {
      what: 'a handler that streams',
      source: `export const handler = awslambda.streamifyResponse(async () => {});`,
      errorType: 'Runtime.InvalidStreamingOperation',
      errorMessage: /invoke it with response streaming/,
    },
  ];

  it.each(rows)('reports $what as Lambda does, and runs again', async (row) => {
    const { invoke, arn } = runSamples({ sample: row.source }, { definition: row.definition });
    for (const _attempt of [1, 2]) {
      const error = await failureOf(invoke(arn('sample'), {}));
      expect(error.name).toBe(row.errorType);
      expect(JSON.parse(error.message)).toEqual({ ...error.report });
      expect(error.report.errorMessage).toEqual(
        typeof row.errorMessage === 'string'
          ? row.errorMessage
          : expect.stringMatching(row.errorMessage),
      );
    }
  });

  it('starts afresh after it died', async () => {
    const { invoke, arn } = runSamples({
      sample: `let calls = 0; export const handler = async (event) => { calls += 1; if (event.die) process.exit(1); return calls; };`,
    });
    expect(await invoke(arn('sample'), {})).toBe(1);
    await failureOf(invoke(arn('sample'), { die: true }));
    expect(await invoke(arn('sample'), {})).toBe(1);
  });

  it('refuses an event over 6 MB without running', async () => {
    const { invoke, arn } = runSamples({ one: 'export const handler = async () => 1;' });
    const error = await failureOf(invoke(arn('one'), 'a'.repeat(6 * 1024 * 1024)));
    expect(error.name).toBe('Lambda.RequestTooLargeException');
  });

  it('does not know functions that are not in the templates', async () => {
    const { invoke, arn } = runSamples({});
    const error = await failureOf(invoke(arn('ghost'), {}));
    expect(error.name).toBe('Lambda.ResourceNotFoundException');
  });

  it('fails what still runs when the platform stops', async () => {
    const functions = runSamples({
      slow: `export const handler = () => { console.log('here'); return new Promise(() => setInterval(() => {}, 1000)); };`,
    });
    const running = failureOf(functions.invoke(functions.arn('slow'), {}));
    await expect.poll(() => functions.lines).toContain('here');
    await functions.close();
    expect((await running).name).toBe('Runtime.ExitError');
  });
});
