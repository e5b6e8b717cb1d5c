import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeFailure, UsageError } from '../../../infra/command-failure.ts';

function failureOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing failed');
}

describe('the failure of a command', () => {
  it.each([
    [new UsageError('Name a command.'), /^Name a command\.\n\nUsage: it$/],
    [failureOf(() => parseArgs({ args: ['--bogus'], options: {} })), /'--bogus'.*\n\nUsage: it$/s],
  ])('is, for wrong arguments, what is wrong and the usage', (error, text) => {
    const failure = describeFailure(error, 'Usage: it');
    expect(failure.text).toMatch(text);
    expect(failure.exitCode).toBe(2);
  });

  it('is, for everything else, one sentence without a stack', () => {
    expect(describeFailure(new Error('No platform runs here.'), 'Usage: it')).toEqual({
      text: 'No platform runs here.\n',
      exitCode: 1,
    });
  });
});
