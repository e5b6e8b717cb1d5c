import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionDefinition } from '../../../../../infra/local/assembly/functions.ts';
import {
  createFunctions,
  type Functions,
  type FunctionsOptions,
} from '../../../../../infra/local/lambda/create-functions.ts';

const account = 'arn:aws:lambda:ap-southeast-1:000000000000:function:';

export type SampleFunctions = Functions & {
  /** Lines that the functions printed, in order. */
  readonly lines: string[];
  arn(name: string): string;
};

/** Functions made of source text (an ES module each), closed and deleted with the test. */
export function runSamples(
  sources: Readonly<Record<string, string>>,
  {
    definition = {},
    ...options
  }: Partial<FunctionsOptions> & { definition?: Partial<FunctionDefinition> } = {},
): SampleFunctions {
  const directory = mkdtempSync(join(tmpdir(), 'sample-functions-'));
  const definitions = Object.entries(sources).map(([name, source]): FunctionDefinition => {
    writeFileSync(join(directory, `${name}.mjs`), source);
    return {
      name,
      arn: `${account}${name}`,
      directory,
      handler: `${name}.handler`,
      timeoutSeconds: 20,
      memoryMegabytes: 128,
      environment: {},
      roleArn: `arn:aws:iam::000000000000:role/${name}`,
      logGroupName: `/aws/lambda/${name}`,
      asynchronous: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
      ...definition,
    };
  });
  const lines: string[] = [];
  const functions = createFunctions(definitions, {
    environmentFor: () => ({}),
    onLog: (_name, line) => lines.push(line),
    ...options,
  });
  onTestFinished(async () => {
    await functions.close();
    rmSync(directory, { recursive: true });
  });
  return { ...functions, lines, arn: (name) => `${account}${name}` };
}
