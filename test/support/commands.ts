import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

export type CommandEnd = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * Runs a command of the project to its end, in a directory and with an environment of its own.
 * @param script for instance `infra/redrive/main.ts`
 */
export function runCommand(
  script: string,
  args: readonly string[],
  { directory, environment = {} }: { directory: string; environment?: Record<string, string> },
): Promise<CommandEnd> {
  const { PATH = '' } = process.env;
  const options = { cwd: directory, env: { PATH, HOME: directory, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(projectRoot, script), ...args], options, (error, ...texts) => {
      const [stdout, stderr] = texts;
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
