import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../support/project-root.ts';
import type { Row, Tell } from './row.ts';

const vitest = join(projectRoot, 'node_modules/vitest/vitest.mjs');

/** Polls and transitions of jobs in virtual time, which exists inside the test runner only. */
export async function measureJobs(tell: Tell): Promise<Row[]> {
  tell('jobs, twenty in virtual time');
  const directory = await mkdtemp(join(tmpdir(), 'bench-jobs-'));
  try {
    const file = join(directory, 'rows.json');
    const env = { ...process.env, BENCH_ROWS: file };
    await promisify(execFile)(process.execPath, [vitest, 'run', '--project', 'bench'], {
      cwd: projectRoot,
      env,
    });
    return JSON.parse(await readFile(file, 'utf8')) as Row[];
  } finally {
    await rm(directory, { recursive: true });
  }
}
