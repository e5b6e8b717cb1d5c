import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { percentile } from '../fault/harness/pace.ts';
import type { Bundle } from './bundles.ts';
import type { Row, Tell } from './row.ts';

const rounds = 7;
/** 75 ms where an empty function takes 3.6 ms (design.md §9, aws-facts §10): a ratio holds on every machine. */
const mostTimesEmpty = 75 / 3.6;

const run = promisify(execFile);
const script = fileURLToPath(new URL('import-once.ts', import.meta.url));

async function importOnce(file: string): Promise<number> {
  const { stdout } = await run(process.execPath, [script, file]);
  return Number(stdout);
}

/** How long each bundle takes to import in a new process, as a multiple of an empty function's; medians. */
export async function measureImports(bundles: readonly Bundle[], tell: Tell): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-imports-'));
  try {
    const empty = join(directory, 'index.mjs');
    await writeFile(empty, 'export const handler=async()=>{};');
    const files = [empty, ...bundles.map(({ file }) => file)];
    const taken = files.map((): number[] => []);
    // one after the other, round by round, so that a busy moment of the machine falls on all alike
    for (let round = 1; round <= rounds; round += 1) {
      tell(`imports, round ${round} of ${rounds}`);
      for (const [index, file] of files.entries()) taken[index]?.push(await importOnce(file));
    }
    const [emptyMilliseconds = 0, ...medians] = taken.map((times) => percentile(times, 50));
    return bundles.map(({ id }, index) => rowOf(id, medians[index] ?? 0, emptyMilliseconds));
  } finally {
    await rm(directory, { recursive: true });
  }
}

function rowOf(id: string, milliseconds: number, emptyMilliseconds: number): Row {
  return {
    name: `import of ${id}`,
    value: milliseconds / emptyMilliseconds,
    unit: '× empty',
    budget: { atMost: Math.round(mostTimesEmpty * 10) / 10 },
    note: `${milliseconds.toFixed(1)} ms`,
  };
}
